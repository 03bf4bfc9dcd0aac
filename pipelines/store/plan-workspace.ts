/** Whether a workspace may be removed: whose it is, who is at work in it, which run refers to it. */
import { basename, dirname, join } from 'node:path';
import type { Workspace } from '../../schemas/types.ts';
import { check } from '../../smoke/schema/validate.ts';
import { ownerState } from '../run/owner.ts';
import { type ReadRun, readJson, readRun, type UnavailableRun } from '../run/read-run.ts';
import { isRunId } from '../run/run-id.ts';
import { workspaceFile, workspacesRootFault, workspacesRootName } from '../run/workspace.ts';
import { discard } from './discard.ts';
import { whyHalf } from './half.ts';
import { type OwnDirectory, ownDirectory } from './own-directory.ts';
import { keep, type Planned, refuse } from './plan.ts';
import { removeTree } from './remove-tree.ts';
import { clearTheWay, type OfRun, whoIsInTheWay } from './run-processes.ts';
import { treeSize } from './tree-size.ts';

/** A run that did not end in an orderly way could not end its processes itself: they may be ended for it. */
export function leftProcesses({ state }: ReadRun | UnavailableRun): boolean {
  return state === 'crashed' || state === 'interrupted';
}

/** The workspace that a run's status names, if that is one that Shakedown made for this run. */
export function ownWorkspace(dir: string, runId: string): OwnDirectory {
  const root = dirname(dir);
  if (basename(dir) !== runId || !isRunId(runId) || basename(root) !== workspacesRootName()) {
    return { kind: 'foreign', why: `${dir} is not where a workspace of this user and run would be` };
  }
  const place = ownDirectory(dirname(root), basename(root), runId);
  if (place.kind !== 'there') return place;
  const fault = workspacesRootFault(root);
  if (fault) return { kind: 'foreign', why: `${root} is ${fault}` };
  return readWorkspace(place.path)?.runId === runId
    ? place
    : { kind: 'foreign', why: `${dir} has no workspace.json of run ${runId}` };
}

/** What is asked of a workspace besides: `unreferenced` keeps what a run refers to, `minAgeMs` what is younger. */
export interface WorkspaceConditions {
  readonly unreferenced: boolean;
  readonly minAgeMs?: number | undefined;
  readonly now: Date;
}

/** What to do with `name` in a workspaces root. */
export async function planWorkspace(root: string, name: string, conditions: WorkspaceConditions): Promise<Planned> {
  const dir = join(root, name);
  const item = { kind: 'workspace', name, path: dir } as const;
  const half = whyHalf(name);
  if (half !== undefined) return planHalf(root, name, half);
  if (!isRunId(name)) {
    const why = 'not the name of a workspace';
    return conditions.unreferenced ? keep(item, why) : refuse({ kind: 'workspace', name }, why);
  }
  const runId = name;
  const place = ownWorkspace(dir, runId);
  if (place.kind === 'missing') return { ...item, decision: 'not found', reason: 'there is none', bytes: 0 };
  const record = place.kind === 'there' ? readWorkspace(dir) : undefined;
  if (place.kind === 'foreign' || !record) return refuse(item, place.kind === 'foreign' ? place.why : 'it is gone');

  const run = readRun(record.workdir, runId);
  const live = whyLive(record, run);
  if (live) return live.certain && conditions.unreferenced ? keep(item, live.why) : refuse(item, live.why);
  const reference = conditions.unreferenced ? referenceTo(run) : undefined;
  if (reference) return reference.certain ? keep(item, reference.why) : refuse(item, reference.why);
  const { minAgeMs, now } = conditions;
  if (minAgeMs !== undefined && now.getTime() - Date.parse(record.createdAt) < minAgeMs) {
    return keep(item, 'younger than was asked for');
  }
  const status = run.state === 'unavailable' ? { processes: [], workspace: { dir, kept: false } } : run.status;
  return removal(
    item,
    { runId, status, mayEnd: leftProcesses(run) },
    run.state === 'unavailable' ? `its run is off the record: ${run.reason}` : `its run has ended: ${run.state}`,
  );
}

async function removal(
  item: { kind: 'workspace'; name: string; path: string },
  of: OfRun,
  reason: string,
): Promise<Planned> {
  const obstacle = whoIsInTheWay(of);
  if (obstacle !== undefined) return refuse(item, obstacle);
  const act = async (): Promise<void> => {
    await clearTheWay(of);
    await discard(item.path);
  };
  return { ...item, decision: 'delete', reason, bytes: await treeSize(item.path), act };
}

async function planHalf(root: string, name: string, reason: string): Promise<Planned> {
  const item = { kind: 'workspace', name, path: join(root, name) } as const;
  const fault = workspacesRootFault(root);
  if (fault) return refuse(item, `${root} is ${fault}`);
  const place = ownDirectory(dirname(root), basename(root), name);
  if (place.kind === 'foreign') return refuse(item, place.why);
  return { ...item, decision: 'delete', reason, bytes: await treeSize(item.path), act: () => removeTree(item.path) };
}

interface Objection {
  readonly why: string;
  /** false: it may be so, but that cannot be seen from here */
  readonly certain: boolean;
}

/** Why somebody may be at work in a workspace. One without a run on record is just being made, or was left by a kill. */
function whyLive({ owner, runId }: Workspace, run: ReadRun | UnavailableRun): Objection | undefined {
  const atWork = { why: `run ${runId} is at work in it (process ${owner.pid})`, certain: true };
  switch (run.state) {
    case 'running':
    case 'stalled':
      return atWork;
    case 'unknown':
      return { why: run.reason ?? 'its run may be at work', certain: false };
    case 'unavailable': {
      const seen = ownerState(owner);
      if (seen.state === 'gone') return undefined;
      return seen.state === 'alive' ? atWork : { why: seen.why, certain: false };
    }
    default:
      return undefined;
  }
}

/** Why the run wants its workspace although it has ended. */
function referenceTo(run: ReadRun | UnavailableRun): Objection | undefined {
  if (run.state !== 'unavailable') {
    return run.status.workspace.kept ? { why: `run ${run.status.runId} keeps it`, certain: true } : undefined;
  }
  return run.why === 'unreadable' ? { why: run.reason, certain: false } : undefined;
}

function readWorkspace(dir: string): Workspace | undefined {
  const read = readJson(workspaceFile(dir));
  const checked = 'value' in read ? check('workspace', read.value) : undefined;
  return checked?.ok ? checked.value : undefined;
}
