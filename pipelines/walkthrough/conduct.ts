/** Leads through the steps of a walkthrough, one after the other, and keeps the record after each. */
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Walkthrough, WalkthroughStep } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import type { Io } from '../io.ts';
import { runPlaces } from '../run/places.ts';
import { removeTree } from '../store/remove-tree.ts';
import { isSettled, stateOf } from './settled.ts';
import type { Found, Section, ShownCommand, Step, Toolbox } from './step.ts';

/** What the operator wants after a step. */
export type Choice = 'go on' | 'look closer' | 'repeat' | 'stop';

/** How a walkthrough is told and asked about. */
export interface Guide {
  section(id: string, title: string): void;
  /** Before the step is done: what, why and with which command. */
  step(step: WalkthroughStep): void;
  /** A command of the step runs: hears its output as it comes. @returns takes what it shows of it away again */
  running(): { hears: (chunk: Buffer) => void; over: () => void };
  result(step: WalkthroughStep): void;
  /** What its commands printed. */
  closer(outputs: readonly CommandResult[]): Promise<void>;
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
  /** Asked before each step. @returns why what is on record is not about what is here now, nothing when it is */
  outdated(walkthrough: Walkthrough): Promise<string | undefined>;
}

/** Where it ended: at the end, at the operator's word, or because what was done before is not about what is here now. */
export interface Conducted {
  walkthrough: Walkthrough;
  /** why it must begin again */
  outdated?: string;
}

/** Any command that says nothing else of its time, milliseconds. */
const commandWithinMs = 10 * 60_000;

/**
 * Does what is not done yet, in order. Steps that passed before, or that somebody has overridden, are not repeated; a
 * failed one is.
 * @throws Interrupted
 */
export async function conductSteps(conduct: Conduct): Promise<Conducted> {
  const { walkthrough: given, plan, found, guide, io, save, outdated } = conduct;
  let walkthrough = given;
  for (const [at, section] of plan.entries()) {
    const recorded = walkthrough.sections[at]?.steps ?? [];
    const settled = (step: WalkthroughStep): boolean => isSettled(step, walkthrough);
    if (recorded.length > 0 && recorded.every(settled)) continue;
    guide.section(`${at + 1}`, section.title);
    for (const [index, step] of section.steps.entries()) {
      const before = recorded[index];
      if (before && settled(before)) continue;
      for (let choice: Choice = 'repeat'; choice === 'repeat'; ) {
        const why = await outdated(walkthrough);
        if (why !== undefined) return { walkthrough, outdated: why };
        const id = `${at + 1}.${index + 1}`;
        guide.step(pendingStep(id, step, found));
        const { done, outputs } = await doStep(id, step, conduct);
        walkthrough = withStep(withFound(walkthrough, found, io.cwd), done, io.now());
        save(walkthrough);
        guide.result(done);
        do {
          choice = await guide.choose(done);
          if (choice === 'look closer') await guide.closer(outputs);
        } while (choice === 'look closer');
        if (choice === 'stop') return { walkthrough };
      }
    }
  }
  return { walkthrough };
}

/** A step that was not done yet. */
export function pendingStep(id: string, { title, why, command, expected }: Step, found: Found): WalkthroughStep {
  return { id, title, why, command: command(found), expected, outcome: 'pending', evidence: [] };
}

async function doStep(
  id: string,
  step: Step,
  { found, guide, io }: Conduct,
): Promise<{ done: WalkthroughStep; outputs: CommandResult[] }> {
  const startedAt = performance.now();
  const outputs: CommandResult[] = [];
  const scratchDirs: string[] = [];
  const tools: Toolbox = {
    found,
    async run(command) {
      const result = await runShown(command, guide, io);
      outputs.push(result);
      return result;
    },
    shows: (output) => void outputs.push(output),
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

async function runShown({ argv, cwd, env, timeoutMs }: ShownCommand, guide: Guide, io: Io): Promise<CommandResult> {
  const inherited = Object.fromEntries(
    Object.entries(io.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const { hears, over } = guide.running();
  try {
    return await run(argv, {
      cwd: cwd ?? io.cwd,
      env: { ...inherited, ...env },
      timeoutMs: timeoutMs ?? commandWithinMs,
      signal: io.signal,
      onOutput: (stream, chunk) => stream === 'stderr' && hears(chunk),
    });
  } finally {
    over();
  }
}

function withFound(walkthrough: Walkthrough, { report, gates, revision, readiness }: Found, cwd: string): Walkthrough {
  const { artifact } = report ?? {};
  const rests = readiness?.document.artifact;
  // Of several runs that verified these bytes it is about the one that readiness rests on: there the page has the gates.
  const run =
    rests && rests.sha256 === artifact?.sha256
      ? { runId: rests.runId, runDir: runPlaces(cwd, rests.runId).dir }
      : report && { runId: report.runId, runDir: report.evidence.dir };
  return {
    ...walkthrough,
    ...(revision === undefined ? {} : { revision }),
    ...(report && artifact && run
      ? {
          artifact: { ...run, file: artifact.file, sha256: artifact.sha256 },
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
  return { ...walkthrough, sections, updatedAt: now.toISOString(), state: stateOf({ ...walkthrough, sections }) };
}
