/** What `runs prune` would do: old runs, and what crashed runs of any age left behind. */
import { basename, dirname, join } from 'node:path';
import { unlinkIfThere } from '../run/atomic-file.ts';
import { namesIn } from '../run/names-in.ts';
import { storeName } from '../run/places.ts';
import { type ListedRun, openEntry, type RunSources, type RunStateSeen, runEntries } from '../run/read.ts';
import { abandonedInStore } from '../run/recovery.ts';
import { startOfRun } from '../run/run-id.ts';
import { whyHalf } from './half.ts';
import { ownDirectory } from './own-directory.ts';
import { keep, type Planned, refuse } from './plan.ts';
import { planRun } from './plan-run.ts';
import { leftProcesses, planWorkspace } from './plan-workspace.ts';
import { removeTree } from './remove-tree.ts';
import { clearTheWay, describeProcesses, processesOfRun, whoIsInTheWay } from './run-processes.ts';
import { planLock, type Recovery } from './stale-lock.ts';
import { treeSize } from './tree-size.ts';

export interface PruneRequest extends Recovery {
  readonly minAgeMs: number;
  /** the newest so many of each project and suite are kept */
  readonly keepLast?: number | undefined;
  readonly state?: RunStateSeen | undefined;
  /** where workspaces are looked for besides those that crashed runs name */
  readonly workspacesRoot: string;
}

/** In the order in which it is to be done: locks first, which puts crashes on record; workspaces last. */
export async function planPrune(sources: RunSources, request: PruneRequest): Promise<Planned[]> {
  const runs = runEntries(sources).map(openEntry);
  const runItems = await planRuns(runs, request);
  const doomed = new Set(runItems.filter(({ decision }) => decision === 'delete').map(({ name }) => name));

  const leftBehind = runs.filter(({ run }) => leftProcesses(run));
  const processes = leftBehind.filter(({ runId }) => !doomed.has(runId)).flatMap(planProcesses);
  const crashedIn = leftBehind.flatMap(({ workdir }) => (workdir === undefined ? [] : [workdir]));
  const workdirs = [...new Set([sources.workdir, ...crashedIn])];
  const locks = workdirs.flatMap((workdir) => planLock(workdir, request) ?? []);
  const files = workdirs.flatMap(planFiles);
  const halves = await Promise.all([
    ...workdirs.map((workdir) => planHalves(workdir, storeName, 'runs')),
    planHalves(sources.stateHome, 'shakedown', 'runs'),
  ]);

  const roots = new Set([request.workspacesRoot]);
  for (const { run } of leftBehind) if (run.state !== 'unavailable') roots.add(dirname(run.status.workspace.dir));
  const workspaces = await planWorkspaces([...roots], { unreferenced: true, now: request.now() });
  const others = workspaces.filter(({ name, decision }) => decision !== 'kept' && !doomed.has(name));
  return [...locks, ...files, ...runItems, ...halves.flat(), ...processes, ...others];
}

/** What to do with all that is in `roots`. */
export async function planWorkspaces(
  roots: readonly string[],
  conditions: Parameters<typeof planWorkspace>[2],
): Promise<Planned[]> {
  const plan: Planned[] = [];
  for (const root of roots) {
    for (const name of namesIn(root)) plan.push(await planWorkspace(root, name, conditions));
  }
  return plan;
}

async function planRuns(runs: readonly ListedRun[], request: PruneRequest): Promise<Planned[]> {
  const newer = new Map<string, number>();
  const plan: Planned[] = [];
  for (const run of runs) {
    const line = `${run.project} ${run.suite}`;
    const rank = newer.get(line) ?? 0;
    newer.set(line, rank + 1);
    const why = whyKept(run, rank, request);
    const path = run.entry.pointerDir;
    const item = { kind: 'run', name: run.runId, ...(path === undefined ? {} : { path }) } as const;
    plan.push(why === undefined ? await planRun(run) : keep(item, why));
  }
  return plan;
}

function whyKept({ runId, run }: ListedRun, rank: number, request: PruneRequest): string | undefined {
  const { minAgeMs, keepLast, state, now } = request;
  const age = now().getTime() - (startOfRun(runId)?.getTime() ?? Number.POSITIVE_INFINITY);
  if (age < 0) return 'dated in the future';
  if (age < minAgeMs) return 'younger than was asked for';
  if (keepLast !== undefined && rank < keepLast) return `among the last ${keepLast} of its project and suite`;
  if (state !== undefined && run.state !== state) return `is ${run.state}, not ${state}`;
  return undefined;
}

/** Processes of a crashed run that stays on record. */
function planProcesses({ runId, run }: ListedRun): Planned[] {
  if (run.state === 'unavailable') return [];
  const of = { runId, status: run.status, mayEnd: true };
  const { own } = processesOfRun(runId, run.status);
  if (own.length === 0) return [];
  const item = { kind: 'processes', name: runId } as const;
  const obstacle = whoIsInTheWay(of);
  if (obstacle !== undefined) return [refuse(item, obstacle)];
  const reason = `left by a run that ${run.state === 'crashed' ? 'crashed' : 'was interrupted'}: ${describeProcesses(own)}`;
  return [{ ...item, decision: 'delete', reason, bytes: 0, act: () => clearTheWay(of) }];
}

/** Files that were being written when their writer was killed. */
function planFiles(workdir: string): Planned[] {
  return abandonedInStore(workdir).map((path) => ({
    kind: 'file',
    name: basename(path),
    path,
    decision: 'delete',
    reason: 'its writer is gone',
    bytes: 0,
    act: async () => unlinkIfThere(path),
  }));
}

/** Directories of runs that were not finished, or not wholly removed, in `names[0]/names[1]/...` below `anchor`. */
async function planHalves(anchor: string, ...names: readonly [string, ...string[]]): Promise<Planned[]> {
  const plan: Planned[] = [];
  for (const name of namesIn(join(anchor, ...names))) {
    const reason = whyHalf(name);
    const place = reason === undefined ? undefined : ownDirectory(anchor, ...names, name);
    if (reason === undefined || place?.kind !== 'there') continue;
    const { path } = place;
    const bytes = await treeSize(path);
    plan.push({ kind: 'run', name, path, decision: 'delete', reason, bytes, act: () => removeTree(path) });
  }
  return plan;
}
