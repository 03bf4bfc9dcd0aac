/** `shakedown diagnose`: what became of a run, what it left, and the next step. */
import type { Diagnosis } from '../schemas/types.ts';
import { formatBytes } from './report/quantities.ts';
import { type Line, span } from './report/terminal/line.ts';
import { type CommandIo, sayDocument, sayLines } from './run/command-io.ts';
import { findRun, sourcesOf } from './run/find-run.ts';
import { readLock } from './run/lock.ts';
import { runPlaces } from './run/places.ts';
import { hasEnded, type ListedRun } from './run/read.ts';
import { readEvents } from './run/read-run.ts';
import { runRow, stateWord, summaryOf } from './run/run-lines.ts';
import { ownWorkspace } from './store/plan-workspace.ts';
import { processesOfRun } from './store/run-processes.ts';
import { treeSize } from './store/tree-size.ts';

/**
 * @param id the beginning of a run's id; the last run of the current directory unless given
 * @throws InputError when there is no such run
 */
export async function diagnose(id: string | undefined, { json }: { json?: boolean }, io: CommandIo): Promise<number> {
  const diagnosis = await examine(findRun(sourcesOf(io), id));
  if (json) await sayDocument(io, 'diagnosis', diagnosis);
  else await sayLines(io, diagnosisLines(diagnosis));
  return 0;
}

async function examine(found: ListedRun): Promise<Diagnosis> {
  const { runId, workdir, run } = found;
  const leftovers = await leftoversOf(found);
  const status = run.state === 'unavailable' ? undefined : run.status;
  return {
    schemaVersion: 1,
    run: summaryOf(found),
    ...(status?.stage === undefined ? {} : { stage: status.stage }),
    ...(status?.progress.round === undefined ? {} : { round: status.progress.round }),
    current: status?.current ?? [],
    brokenEvents: workdir === undefined ? 0 : readEvents(runPlaces(workdir, runId).eventsFile).broken,
    leftovers,
    next: nextStep(found, leftovers),
  };
}

type Leftovers = Diagnosis['leftovers'];

/** Of a run that goes on, these are what it is at work with. */
async function leftoversOf({ runId, workdir, run }: ListedRun): Promise<Leftovers> {
  const status = run.state === 'unavailable' ? undefined : run.status;
  const { own, visitors, method } = processesOfRun(runId, status);
  const seen = [...own.map((each) => ({ ...each, own: true })), ...visitors.map((each) => ({ ...each, own: false }))];
  const workspace = status && !status.workspace.kept ? ownWorkspace(status.workspace.dir, runId) : undefined;
  const path = workspace?.kind === 'there' ? workspace.path : undefined;
  const lock = workdir === undefined ? undefined : readLock(workdir);
  return {
    processes: seen.map(({ pid, startTime, what, own: its }) => ({ pid, startTime, what, own: its })),
    directories: path === undefined ? [] : [{ path, bytes: await treeSize(path) }],
    ports: own.flatMap(({ port }) => (port === undefined ? [] : [port])),
    lock: lock?.kind === 'held' && lock.lock.runId === runId,
    method,
  };
}

function nextStep({ runId, run }: ListedRun, left: Leftovers): string {
  const anyLeft = left.processes.length + left.directories.length > 0 || left.lock;
  switch (run.state) {
    case 'running':
      return `Wait for it, or look on: shakedown logs --run ${runId} --follow`;
    case 'stalled':
      return `See what process ${run.status.owner.pid} waits for; to end it in an orderly way: kill -INT ${run.status.owner.pid}`;
    case 'unknown':
      return 'See on its host whether it runs. If it has ended: shakedown unlock --force';
    case 'unavailable':
      return run.why === 'unreadable'
        ? 'Look at that file; shakedown leaves alone what it cannot read.'
        : `To take it off the record: shakedown runs delete ${runId} --force`;
    case 'crashed':
    case 'interrupted':
      return anyLeft
        ? 'To remove what it left, and no run younger than 7 days: shakedown runs prune --older-than 7d --force'
        : 'It left nothing. Run again.';
    case 'failed':
    case 'incomplete':
      return `To see why: shakedown logs --run ${runId}`;
    case 'passed':
      return 'Nothing to do.';
  }
}

function diagnosisLines({ run, stage, round, current, brokenEvents, leftovers, next }: Diagnosis): Line[] {
  const [id = '', project = '', suite = ''] = runRow(run);
  const orderly = run.state === 'passed' || run.state === 'failed' || run.state === 'incomplete';
  const inRound = round === undefined ? '' : `, round ${round.number} of ${round.of}`;
  const at = orderly || stage === undefined ? '' : [`stage ${stage}${inRound}`, ...current].join('; ');
  const lines: Line[] = [[stateWord(run.state), ' ', id, ' ', project, ' ', suite]];
  if (run.reason !== undefined) lines.push([`  why: ${run.reason}`]);
  if (at !== '') lines.push([`  ${hasEnded(run) ? 'last heard of at' : 'at'}: ${at}`]);
  if (brokenEvents > 0) lines.push([span('warn', `  ${brokenEvents} lines of its events cannot be read`)]);
  for (const { pid, what, own } of leftovers.processes) {
    lines.push([`  process ${pid}${own ? '' : ' (not its own, works in its workspace)'}: ${what}`]);
  }
  for (const port of leftovers.ports) lines.push([`  port ${port}`]);
  for (const { path, bytes } of leftovers.directories) lines.push([`  directory ${path} (${formatBytes(bytes)})`]);
  if (leftovers.lock) lines.push(['  the lock of its directory']);
  if (leftovers.method === 'none') lines.push(['  (processes could not be looked for on this system)']);
  return [...lines, [span('strong', 'Next: '), next]];
}
