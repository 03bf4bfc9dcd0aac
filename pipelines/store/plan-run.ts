/** Whether a run may be taken off the record: its directory, its workspace and its pointer, or nothing. */
import { rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { abandonedFiles, unlinkIfThere } from '../run/atomic-file.ts';
import { runPlaces, storeName } from '../run/places.ts';
import type { ListedRun, RunEntry } from '../run/read.ts';
import { type ReadRun, readStatus, type UnavailableRun } from '../run/read-run.ts';
import { hasCode } from '../run/system-error.ts';
import { discard } from './discard.ts';
import { ownDirectory } from './own-directory.ts';
import { type Planned, Refusal, refuse } from './plan.ts';
import { leftProcesses, ownWorkspace } from './plan-workspace.ts';
import { clearTheWay, whoIsInTheWay } from './run-processes.ts';
import { treeSize } from './tree-size.ts';

/** What to do with a run that is wanted off the record. */
export async function planRun({ entry, runId, workdir, run }: ListedRun): Promise<Planned> {
  const path = workdir === undefined ? entry.pointerDir : runPlaces(workdir, runId).dir;
  const item = { kind: 'run', name: runId, ...(path === undefined ? {} : { path }) } as const;
  if (run.state === 'unavailable') return planUnavailable(item, entry, run);
  const live = whyLive(run);
  if (live !== undefined) return refuse(item, live);

  const dir = ownDirectory(workdir ?? '', storeName, 'runs', runId);
  if (dir.kind === 'foreign') return refuse(item, dir.why);
  const own = readStatus(runPlaces(workdir ?? '', runId).statusFile);
  if (dir.kind === 'there' && 'found' in own) return refuse(item, own.found);
  const workspace = ownWorkspace(run.status.workspace.dir, runId);
  if (workspace.kind === 'foreign') return refuse(item, workspace.why);
  const of = { runId, status: run.status, mayEnd: leftProcesses(run) };
  const obstacle = whoIsInTheWay(of);
  if (obstacle !== undefined) return refuse(item, obstacle);

  const dirs = [workspace, dir].flatMap((place) => (place.kind === 'there' ? [place.path] : []));
  let bytes = 0;
  for (const each of dirs) bytes += await treeSize(each);
  const act = async (): Promise<void> => {
    await clearTheWay(of);
    for (const each of dirs) await discard(each);
    await removePointer(entry);
  };
  return { ...item, decision: 'delete', reason: `has ended: ${run.state}`, bytes, act };
}

function planUnavailable(item: Parameters<typeof refuse>[0], entry: RunEntry, run: UnavailableRun): Planned {
  if (run.why === 'unreadable') return refuse(item, run.reason);
  const obstacle = whoIsInTheWay({ runId: entry.runId, status: undefined, mayEnd: false });
  if (obstacle !== undefined) return refuse(item, obstacle);
  return { ...item, decision: 'delete', reason: run.reason, bytes: 0, act: () => removePointer(entry) };
}

function whyLive({ state, status, reason }: ReadRun): string | undefined {
  switch (state) {
    case 'running':
      return `it is at work: process ${status.owner.pid} on ${status.owner.host}`;
    case 'stalled':
    case 'unknown':
      return `it may be at work: ${reason}`;
    default:
      return undefined;
  }
}

/** Removes the record in the central registry: that file and its directory, and nothing that may be there besides. */
async function removePointer({ pointerDir }: RunEntry): Promise<void> {
  if (pointerDir === undefined) return;
  const place = ownDirectory(dirname(pointerDir), basename(pointerDir));
  if (place.kind === 'missing') return;
  if (place.kind === 'foreign') throw new Refusal(place.why);
  for (const file of abandonedFiles(place.path)) unlinkIfThere(file);
  unlinkIfThere(join(place.path, 'meta.json'));
  try {
    await rmdir(place.path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw new Refusal(`${place.path} has files that are not of Shakedown`);
    throw error;
  }
}
