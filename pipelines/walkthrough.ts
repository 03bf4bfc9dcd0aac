/** `shakedown walkthrough`: leads a release operator from a commit to "releasable". */
import type { Walkthrough } from '../schemas/types.ts';
import { resolveSubject } from './artifact/subject.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import { gitState } from './git/git-state.ts';
import { defaultTagTemplate, tagNameOf } from './git/release-tags.ts';
import type { Io } from './io.ts';
import { loadPolicy, requirePolicyFor } from './policy/load-policy.ts';
import { recordedReport } from './report/recorded-report.ts';
import { writeResult } from './report/stdout.ts';
import { type Line, renderLine, span } from './report/terminal/line.ts';
import { traitsOf } from './report/terminal/traits.ts';
import { sayDocument, sayLines } from './run/command-io.ts';
import { ownerState, thisOwner } from './run/owner.ts';
import { makeRunId } from './run/run-id.ts';
import { conductSteps, type Guide, pendingStep } from './walkthrough/conduct.ts';
import { releaseCommands, walkthroughMarkdown } from './walkthrough/markdown.ts';
import { operatorOf } from './walkthrough/operator.ts';
import { plainGuide } from './walkthrough/plain-guide.ts';
import { type PlanContext, planWalkthrough } from './walkthrough/plan.ts';
import { readWalkthrough, walkthroughFile, writeWalkthrough } from './walkthrough/record.ts';
import type { Found } from './walkthrough/step.ts';

export interface WalkthroughOptions {
  policy: string;
  /** asks nobody: all steps, and the exit code is the verdict */
  nonInteractive?: boolean;
  /** the runbook, for reading: nothing is run */
  markdown?: boolean;
  /** goes on with the one that was begun before, without asking */
  resume?: boolean;
  by?: string;
  json?: boolean;
}

/**
 * Leads through the steps, or prints them as a runbook.
 * @returns 0 when every step passed, 1 when one failed, 4 when steps are left to do
 * @throws InputError for a subject that is no source directory, and where somebody would have to be asked and nobody is there; NotReady when the record cannot be written
 */
export async function walkthrough(spec: string | undefined, options: WalkthroughOptions, io: Io): Promise<number> {
  const subject = await resolveSubject(spec ?? '.', { cwd: io.cwd });
  if (subject.kind !== 'directory')
    throw new InputError(finding('walkthrough-needs-source', { subject: subject.spec, found: subject.kind }));
  const policy = await loadPolicy(options.policy, io.cwd);
  requirePolicyFor(policy, subject.manifest.name);
  const context: PlanContext = { subject, policy, cwd: io.cwd };
  const begun = await stillValid(readWalkthrough(io.cwd), context, io);
  const fresh = newWalkthrough(context, options, io);
  if (options.markdown) {
    await writeResult(walkthroughMarkdown(begun ?? fresh, io.cwd), io.stdout);
    return 0;
  }
  const asks = !options.nonInteractive && !options.json;
  if (asks && !(io.stderr.isTTY && process.stdin.isTTY))
    throw new InputError(finding('walkthrough-needs-terminal', {}));
  refuseSecondOperator(begun, io.cwd);

  const color = traitsOf(io.stderr, io.env).color;
  const say = (...lines: Line[]): void => {
    for (const line of lines) io.stderr.write(`${renderLine(line, { color })}\n`);
  };
  const given = begun && isOpen(begun) && (await wantsToResume(begun, options, asks, io)) ? begun : fresh;
  const owned = { ...given, owner: thisOwner() };
  const save = (each: Walkthrough): void => writeWalkthrough(io.cwd, each);
  save(owned);
  say([
    span('strong', `Release walkthrough of ${given.package.name} ${given.package.version}`),
    `, step by step; the record is ${walkthroughFile(io.cwd)}`,
  ]);
  const plan = planWalkthrough(context);
  const conducted = await conductSteps({
    walkthrough: owned,
    plan,
    found: foundIn(given, io),
    guide: await guideFor(asks, say, io),
    io,
    save,
  });
  const { owner: _, ...done } = conducted;
  save(done);
  if (options.json) await sayDocument(io, 'walkthrough', done);
  else await sayLines(io, endLines(done, io.cwd));
  return { passed: 0, failed: 1, open: 4 }[done.state];
}

function newWalkthrough(context: PlanContext, { by }: WalkthroughOptions, io: Io): Walkthrough {
  const { subject, policy } = context;
  const now = io.now().toISOString();
  return {
    schemaVersion: 1,
    id: makeRunId(io.now()),
    subject: subject.spec,
    policy: { file: policy.file, sha256: policy.sha256 },
    package: { name: subject.manifest.name, version: subject.manifest.version },
    operator: by ?? operatorOf(io.env),
    startedAt: now,
    updatedAt: now,
    state: 'open',
    sections: planWalkthrough(context).map(({ title, steps }, at) => ({
      id: `${at + 1}`,
      title,
      steps: steps.map((step, index) => pendingStep(`${at + 1}.${index + 1}`, step, {})),
    })),
    release: {
      tag: tagNameOf(policy.policy.release?.tag ?? defaultTagTemplate, subject.manifest.version),
      remote: policy.policy.release?.remote ?? 'origin',
    },
    gates: [],
    signatures: [],
  };
}

/** A walkthrough that was begun, if it is of the same package, by the same policy, and of the commit that is here now. */
async function stillValid(
  begun: Walkthrough | undefined,
  { subject, policy }: PlanContext,
  io: Io,
): Promise<Walkthrough | undefined> {
  if (!begun) return undefined;
  const state = await gitState(subject.dir, io.env.PATH ?? '');
  const same =
    begun.package.name === subject.manifest.name &&
    begun.package.version === subject.manifest.version &&
    begun.policy.sha256 === policy.sha256 &&
    (begun.revision === undefined || (begun.revision === state?.revision && !state.dirty));
  return same ? begun : undefined;
}

function isOpen({ state }: Walkthrough): boolean {
  return state !== 'passed';
}

async function wantsToResume(
  begun: Walkthrough,
  { resume = false }: WalkthroughOptions,
  asks: boolean,
  io: Io,
): Promise<boolean> {
  if (resume || !asks) return resume;
  const steps = begun.sections.flatMap((section) => section.steps);
  const done = steps.filter(({ outcome }) => outcome !== 'pending').length;
  if (done === 0) return false;
  const { askToResume } = await import('./walkthrough/ask.ts');
  const words = `${begun.operator} began one on ${begun.startedAt}: ${done} of ${steps.length} steps are done`;
  return askToResume(words, { input: process.stdin, output: io.stderr, signal: io.signal });
}

/** Two people in one record would overwrite each other's steps. */
function refuseSecondOperator(begun: Walkthrough | undefined, cwd: string): void {
  if (!begun?.owner || ownerState(begun.owner).state === 'gone') return;
  const { pid, host } = begun.owner;
  throw new InputError(
    finding('walkthrough-under-way', { operator: begun.operator, pid, host, file: walkthroughFile(cwd) }),
  );
}

/** What the steps that are done had found. */
function foundIn({ artifact, gates, revision }: Walkthrough, io: Io): Found {
  return {
    ...(artifact ? { report: recordedReport(artifact.runDir, io).report } : {}),
    ...(gates.length > 0 ? { gates } : {}),
    ...(revision === undefined ? {} : { revision }),
  };
}

async function guideFor(asks: boolean, say: (...lines: Line[]) => void, io: Io): Promise<Guide> {
  if (!asks) return plainGuide(say);
  const { askAfterStep } = await import('./walkthrough/ask.ts');
  return plainGuide(say, (step) => askAfterStep(step, { input: process.stdin, output: io.stderr, signal: io.signal }));
}

function endLines(done: Walkthrough, cwd: string): Line[] {
  const steps = done.sections.flatMap((section) => section.steps);
  const bad = steps.filter(({ outcome }) => outcome === 'failed');
  const left = steps.filter(({ outcome }) => outcome === 'pending');
  const what = `${done.package.name} ${done.package.version}`;
  const verdict: Record<Walkthrough['state'], Line> = {
    passed: [span('good', 'PASS'), `  ${what}: every step passed`],
    failed: [
      span('bad', 'FAIL'),
      `  ${what}: ${bad.length} of ${steps.length} steps failed: ${bad.map(({ id }) => id).join(', ')}`,
    ],
    open: [
      span('warn', 'OPEN'),
      `  ${what}: ${left.length} of ${steps.length} steps are left; the same command with --resume goes on`,
    ],
  };
  const commands = releaseCommands(done, cwd).map((command): Line => [`  ${command}`]);
  return [
    verdict[done.state],
    [span('faint', 'record  '), walkthroughFile(cwd)],
    ...(done.state === 'passed' ? [['Now, by hand:'], ...commands] : []),
  ];
}
