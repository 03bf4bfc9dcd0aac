/** Leads through the steps of a walkthrough, one after the other, and keeps the record after each. */
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Walkthrough, WalkthroughStep } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import type { Io } from '../io.ts';
import { removeTree } from '../store/remove-tree.ts';
import type { Found, Section, ShownCommand, Step, Toolbox } from './step.ts';

/** What the operator wants after a step. */
export type Choice = 'go on' | 'look closer' | 'repeat' | 'stop';

/** How a walkthrough is told and asked about. */
export interface Guide {
  section(id: string, title: string): void;
  /** Before the step is done: what, why and with which command. */
  step(step: WalkthroughStep): void;
  result(step: WalkthroughStep): void;
  /** What its commands printed. */
  closer(outputs: readonly CommandResult[]): void;
  /** After a step; `go on` where nobody is asked. */
  choose(step: WalkthroughStep): Promise<Choice>;
}

export interface Conduct {
  walkthrough: Walkthrough;
  plan: readonly Section[];
  found: Found;
  guide: Guide;
  io: Io;
  save(walkthrough: Walkthrough): void;
}

/** Any command that says nothing else of its time, milliseconds. */
const commandWithinMs = 10 * 60_000;

/**
 * Does what is not done yet, in order. Steps that passed before are not repeated; a failed one is.
 * @returns the walkthrough as it is at its end, or where the operator stopped
 * @throws Interrupted
 */
export async function conductSteps({
  walkthrough: given,
  plan,
  found,
  guide,
  io,
  save,
}: Conduct): Promise<Walkthrough> {
  let walkthrough = given;
  for (const [at, section] of plan.entries()) {
    const recorded = walkthrough.sections[at]?.steps ?? [];
    if (recorded.every(isDone)) continue;
    guide.section(`${at + 1}`, section.title);
    for (const [index, step] of section.steps.entries()) {
      const before = recorded[index];
      if (before && isDone(before)) continue;
      for (let choice: Choice = 'repeat'; choice === 'repeat'; ) {
        const id = `${at + 1}.${index + 1}`;
        guide.step(pendingStep(id, step, found));
        const { done, outputs } = await doStep(id, step, found, io);
        walkthrough = withStep(withFound(walkthrough, found), done, io.now());
        save(walkthrough);
        guide.result(done);
        do {
          choice = await guide.choose(done);
          if (choice === 'look closer') guide.closer(outputs);
        } while (choice === 'look closer');
        if (choice === 'stop') return walkthrough;
      }
    }
  }
  return walkthrough;
}

function isDone({ outcome }: WalkthroughStep): boolean {
  return outcome === 'passed' || outcome === 'not-applicable';
}

/** A step that was not done yet. */
export function pendingStep(id: string, { title, why, command, expected }: Step, found: Found): WalkthroughStep {
  return { id, title, why, command: command(found), expected, outcome: 'pending', evidence: [] };
}

async function doStep(
  id: string,
  step: Step,
  found: Found,
  io: Io,
): Promise<{ done: WalkthroughStep; outputs: CommandResult[] }> {
  const startedAt = performance.now();
  const outputs: CommandResult[] = [];
  const scratchDirs: string[] = [];
  const tools: Toolbox = {
    found,
    async run(command) {
      const result = await runShown(command, io);
      outputs.push(result);
      return result;
    },
    async scratch() {
      const dir = await realpath(await mkdtemp(join(tmpdir(), 'shakedown-walkthrough-')));
      scratchDirs.push(dir);
      return dir;
    },
  };
  try {
    const { outcome, evidence } = await step.act(tools);
    const done = {
      ...pendingStep(id, step, found),
      outcome,
      evidence,
      at: io.now().toISOString(),
      durationMs: performance.now() - startedAt,
    };
    return { done, outputs };
  } finally {
    for (const dir of scratchDirs) await removeTree(dir);
  }
}

async function runShown({ argv, cwd, env, timeoutMs }: ShownCommand, io: Io): Promise<CommandResult> {
  const inherited = Object.fromEntries(
    Object.entries(io.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return await run(argv, {
    cwd: cwd ?? io.cwd,
    env: { ...inherited, ...env },
    timeoutMs: timeoutMs ?? commandWithinMs,
    signal: io.signal,
  });
}

function withFound(walkthrough: Walkthrough, { report, gates, revision }: Found): Walkthrough {
  const { artifact } = report ?? {};
  return {
    ...walkthrough,
    ...(revision === undefined ? {} : { revision }),
    ...(report && artifact
      ? {
          artifact: { runId: report.runId, runDir: report.evidence.dir, file: artifact.file, sha256: artifact.sha256 },
          smokes: report.smokes.map(({ name, outcome }) => ({ name, outcome })),
        }
      : {}),
    ...(gates ? { gates } : {}),
  };
}

function withStep(walkthrough: Walkthrough, done: WalkthroughStep, now: Date): Walkthrough {
  const sections = walkthrough.sections.map((section) => ({
    ...section,
    steps: section.steps.map((step) => (step.id === done.id ? done : step)),
  }));
  return {
    ...walkthrough,
    sections,
    updatedAt: now.toISOString(),
    state: stateOf(sections.flatMap(({ steps }) => steps)),
  };
}

function stateOf(steps: readonly WalkthroughStep[]): Walkthrough['state'] {
  if (steps.some(({ outcome }) => outcome === 'failed')) return 'failed';
  return steps.every(isDone) ? 'passed' : 'open';
}
