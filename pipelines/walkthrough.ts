/** `shakedown walkthrough`: leads a release operator from a commit to "releasable". */
import type { Walkthrough } from '../schemas/types.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import { Interrupted } from './interruption.ts';
import type { Io } from './io.ts';
import { loadPolicy } from './policy/load-policy.ts';
import { recordedReport } from './report/recorded-report.ts';
import { writeResult } from './report/stdout.ts';
import { span } from './report/terminal/line.ts';
import { sayDocument, sayLines } from './run/command-io.ts';
import { thisOwner } from './run/owner.ts';
import { newWalkthrough, whyOutdated } from './walkthrough/begin.ts';
import { type Conducted, conductSteps, type Guide } from './walkthrough/conduct.ts';
import { endLines, resumeCommand } from './walkthrough/end-lines.ts';
import { walkthroughMarkdown } from './walkthrough/markdown.ts';
import { requireWords } from './walkthrough/operator.ts';
import { plainGuide, type Teller, tellerOf } from './walkthrough/plain-guide.ts';
import { type PlanContext, planWalkthrough } from './walkthrough/plan.ts';
import { planContext } from './walkthrough/plan-context.ts';
import { keepWalkthrough, readWalkthrough, recordWords } from './walkthrough/record.ts';
import { takeSeat } from './walkthrough/seat.ts';
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
 * @throws InputError for a subject that is no source directory, and where somebody would have to be asked and nobody is there; NotReady when the record cannot be written; Interrupted
 */
export async function walkthrough(spec: string | undefined, options: WalkthroughOptions, io: Io): Promise<number> {
  requireWords('shakedown walkthrough', { '--by': options.by });
  if (options.markdown) return await printRunbook(await planContext(spec, options.policy, io), options, io);
  const asks = !options.nonInteractive && !options.json;
  if (asks && !(io.stderr.isTTY && process.stdin.isTTY))
    throw new InputError(finding('walkthrough-needs-terminal', {}));
  const context = await planContext(spec, options.policy, io);
  const seat = await takeSeat(io.cwd, io);
  try {
    return await lead(context, { ...options, asks, teller: tellerOf(io) }, spec, io);
  } finally {
    seat.release();
  }
}

/** Round after round, until one is not outdated at its end. */
async function lead(first: PlanContext, options: Round, spec: string | undefined, io: Io): Promise<number> {
  const { teller } = options;
  const begun = readWalkthrough(io.cwd);
  const chosen = begun && (await resumable(begun, first, options, io));
  if (begun && chosen === 'stop') return await end(begun, options, io);
  let context = first;
  let resumed = chosen === 'stop' ? undefined : chosen;
  for (;;) {
    const { walkthrough: done, outdated } = await oneRound(context, resumed, options, io);
    if (outdated === undefined) return await end(done, options, io);
    teller.note(span('warn', 'What was done so far does not count any more'), `${outdated}. From the beginning:`);
    // A repair may have changed policy and package.
    context = await planContext(spec, options.policy, io);
    resumed = undefined;
  }
}

async function end(done: Walkthrough, { json }: WalkthroughOptions, io: Io): Promise<number> {
  if (json) await sayDocument(io, 'walkthrough', done);
  else await sayLines(io, endLines(done, io.cwd));
  return { passed: 0, failed: 1, open: 4 }[done.state];
}

async function printRunbook(context: PlanContext, { by }: WalkthroughOptions, io: Io): Promise<number> {
  const begun = readWalkthrough(io.cwd);
  const known = begun && (await whyOutdated(begun, context, { io, uncommitted: true })) === undefined;
  await writeResult(walkthroughMarkdown(known ? begun : newWalkthrough(context, by, io), io.cwd), io.stdout);
  return 0;
}

interface Round extends WalkthroughOptions {
  asks: boolean;
  teller: Teller;
}

interface Resumed {
  walkthrough: Walkthrough;
  found: Found;
}

/**
 * One that was begun, when it is to be gone on with and still is about what is here.
 * @returns `stop` when the operator, asked for it, wants neither that nor a new one
 */
async function resumable(
  begun: Walkthrough,
  context: PlanContext,
  { resume = false, asks, teller }: Round,
  io: Io,
): Promise<Resumed | 'stop' | undefined> {
  const steps = begun.sections.flatMap((section) => section.steps);
  const done = steps.filter(({ outcome }) => outcome !== 'pending').length;
  if (!(resume || asks) || done === 0) return undefined;
  const words = `${begun.operator} began one on ${begun.startedAt}: ${done} of ${steps.length} steps are done`;
  const found = (await whyOutdated(begun, context, { io, uncommitted: true })) ?? foundIn(begun, io);
  if (typeof found === 'string') {
    teller.note(span('warn', 'A new walkthrough begins'), `${words}, but ${found}.`);
    return undefined;
  }
  if (!resume) {
    const { askToResume } = await import('./walkthrough/ask.ts');
    const wanted = await askToResume(words, { input: process.stdin, output: io.stderr, signal: io.signal });
    if (wanted !== 'resume') return wanted === 'stop' ? 'stop' : undefined;
  }
  return { walkthrough: begun, found };
}

/** From where it was stopped, or from the first step: to the end, to the operator's stop, or until it is outdated. */
async function oneRound(
  context: PlanContext,
  resumed: Resumed | undefined,
  { asks, teller, by }: Round,
  io: Io,
): Promise<Conducted> {
  const { walkthrough: given, found } = resumed ?? { walkthrough: newWalkthrough(context, by, io), found: {} };
  let latest: Walkthrough = { ...given, owner: thisOwner() };
  const save = (each: Walkthrough): void => {
    latest = keepWalkthrough(io.cwd, each);
  };
  save(latest);
  const { name, version } = given.package;
  teller.note(
    span('strong', `Release walkthrough of ${name} ${version}`),
    `step by step; on record in ${recordWords(io.cwd)}`,
  );
  try {
    const { outdated } = await conductSteps({
      walkthrough: latest,
      plan: planWalkthrough(context),
      found,
      guide: await guideFor(asks, teller, io),
      io,
      save,
      async outdated(each) {
        const policy = await loadPolicy(context.policy.file, io.cwd);
        return await whyOutdated(each, { ...context, policy }, { io, uncommitted: false });
      },
    });
    save(withoutOwner(latest));
    return { walkthrough: latest, ...(outdated === undefined ? {} : { outdated }) };
  } catch (error) {
    if (error instanceof Interrupted)
      teller.say(
        [''],
        [span('warn', 'Interrupted'), ': what was done before is on record.'],
        [span('faint', 'go on   '), resumeCommand(latest, io.cwd)],
      );
    throw error;
  }
}

function withoutOwner({ owner: _, ...walkthrough }: Walkthrough): Walkthrough {
  return walkthrough;
}

/** What the steps that are done had found, or in words why it is there no more. */
function foundIn({ artifact, gates, revision }: Walkthrough, io: Io): Found | string {
  const found = {
    ...(gates.length > 0 ? { gates } : {}),
    ...(revision === undefined ? {} : { revision }),
  };
  if (!artifact) return found;
  try {
    return { ...found, report: recordedReport(artifact.runDir, io).report };
  } catch (error) {
    if (error instanceof InputError) return `its run ${artifact.runId} cannot be read any more`;
    throw error;
  }
}

async function guideFor(asks: boolean, teller: Teller, io: Io): Promise<Guide> {
  if (!asks) return plainGuide(teller);
  const { askAfterStep } = await import('./walkthrough/ask.ts');
  return plainGuide(teller, (step) =>
    askAfterStep(step, { input: process.stdin, output: io.stderr, signal: io.signal }),
  );
}
