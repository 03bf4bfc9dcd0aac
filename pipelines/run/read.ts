/**
 * All runs of this user: those in the central registry and those of the current workdir (a run whose registration
 * failed is there all the same). Names are sorted and filtered without being opened; only what is shown is read.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunPointer } from '../../schemas/types.ts';
import { check, describeProblem } from '../../smoke/schema/validate.ts';
import { type LockView, readLock } from './lock.ts';
import { namesIn } from './names-in.ts';
import { pointerPart, pointersDir, storePlaces } from './places.ts';
import { type ReadRun, readJson, readRun, readStatus, type UnavailableRun } from './read-run.ts';
import { isRunId, runIdLength } from './run-id.ts';

/** Where runs are looked for. */
export interface RunSources {
  readonly stateHome: string;
  /** the current workdir */
  readonly workdir: string;
}

/** A run as it was found by name; nothing of it has been read. */
export interface RunEntry {
  readonly runId: string;
  /** directory of its pointer record */
  readonly pointerDir?: string;
  /** set when it was found in the current workdir */
  readonly workdir?: string;
}

/** A run with what is known of it. Project, suite and workdir are missing where its pointer record is broken. */
export type ListedRun = { readonly entry: RunEntry } & Partial<Pick<RunPointer, 'project' | 'suite' | 'workdir'>> & {
    readonly runId: string;
    readonly run: ReadRun | UnavailableRun;
  };

export type RunStateSeen = ListedRun['run']['state'];

/** Every state that a reader can see a run in. */
export const runStates = [
  'running',
  'stalled',
  'unknown',
  'passed',
  'failed',
  'incomplete',
  'interrupted',
  'crashed',
  'unavailable',
] as const satisfies readonly RunStateSeen[];

/** All runs by name, newest first. */
export function runEntries({ stateHome, workdir }: RunSources): RunEntry[] {
  const registry = pointersDir(stateHome);
  const here = new Set(namesIn(storePlaces(workdir).runsDir).filter(isRunId));
  const entries: RunEntry[] = [];
  for (const name of namesIn(registry)) {
    const runId = name.slice(-runIdLength);
    if (!isRunId(runId)) continue;
    entries.push({ runId, pointerDir: join(registry, name), ...(here.delete(runId) ? { workdir } : {}) });
  }
  for (const runId of here) entries.push({ runId, workdir });
  return entries.sort((a, b) => (a.runId < b.runId ? 1 : -1));
}

/** Which runs to list; a filter that is not given lets all through. */
export interface RunFilter {
  readonly project?: string | undefined;
  readonly state?: RunStateSeen | undefined;
  /** at most so many */
  readonly last?: number | undefined;
}

/** The newest runs that pass the filter. Reads no more of them than it takes to find them. */
export function listRuns(entries: readonly RunEntry[], { project, state, last = Infinity }: RunFilter): ListedRun[] {
  const found: ListedRun[] = [];
  for (const entry of entries) {
    if (found.length >= last) break;
    if (project !== undefined && !mayBeOf(entry, project)) continue;
    const run = openEntry(entry);
    if (project !== undefined && run.project !== project) continue;
    if (state !== undefined && run.run.state !== state) continue;
    found.push(run);
  }
  return found;
}

/** Those whose id begins with `id`; also that whose last four letters `id` is. */
export function matchingEntries(entries: readonly RunEntry[], id: string): RunEntry[] {
  const exact = entries.filter(({ runId }) => runId === id);
  return exact.length > 0 ? exact : entries.filter(({ runId }) => runId.startsWith(id) || runId.endsWith(`-${id}`));
}

/** Reads what is known of a run. */
export function openEntry(entry: RunEntry): ListedRun {
  const { runId, pointerDir } = entry;
  if (entry.workdir !== undefined) return listed(entry, entry.workdir);
  const pointer = readPointer(join(pointerDir ?? '', 'meta.json'), runId);
  if (typeof pointer === 'string') {
    return { entry, runId, run: { state: 'unavailable', why: 'unreadable', reason: pointer } };
  }
  return { ...listed(entry, pointer.workdir), project: pointer.project, suite: pointer.suite };
}

/** What is at work in a workdir, and the last result of each suite. */
export interface WorkdirView {
  readonly workdir: string;
  readonly hasStore: boolean;
  readonly lock: LockView;
  /** the run of the live status: the last one that began here */
  readonly latest?: ReadRun;
  readonly suites: readonly ReadRun[];
}

/** What `shakedown status` shows of `workdir`. Changes nothing. */
export function readWorkdir(workdir: string): WorkdirView {
  const { dir, statusFile, suitesDir } = storePlaces(workdir);
  const live = readStatus(statusFile);
  const latest = 'runId' in live ? seenRun(workdir, live.runId) : undefined;
  const suites = namesIn(suitesDir)
    .map((name) => readStatus(join(suitesDir, name, 'status.json')))
    .filter((status) => 'runId' in status)
    .map((status): ReadRun => ({ state: status.state, status, ...(status.reason ? { reason: status.reason } : {}) }))
    .filter(({ status }) => !(latest && hasEnded(latest) && latest.status.suite === status.suite));
  if (latest && hasEnded(latest)) suites.push(latest);
  suites.sort((a, b) => (a.status.suite < b.status.suite ? -1 : 1));
  return { workdir, hasStore: existsSync(dir), lock: readLock(workdir), suites, ...(latest ? { latest } : {}) };
}

/** True when nothing more is to be expected of the run. */
export function hasEnded({ state }: { state: RunStateSeen }): boolean {
  return state !== 'running' && state !== 'stalled' && state !== 'unknown';
}

function seenRun(workdir: string, runId: string): ReadRun | undefined {
  if (!isRunId(runId)) return undefined;
  const run = readRun(workdir, runId);
  return run.state === 'unavailable' ? undefined : run;
}

function listed(entry: RunEntry, workdir: string): ListedRun {
  const { runId } = entry;
  const run = readRun(workdir, runId);
  if (run.state !== 'unavailable') {
    const { project, suite } = run.status;
    return { entry, runId, workdir, project, suite, run };
  }
  return { entry, runId, workdir, run };
}

/** A cheap look at the name alone: lets through a few that are not of `project`, never holds back one that is. */
function mayBeOf({ pointerDir }: RunEntry, project: string): boolean {
  return pointerDir === undefined || pointerDir.includes(`/${pointerPart(project)}-`);
}

function readPointer(file: string, runId: string): RunPointer | string {
  const read = readJson(file);
  if (!('value' in read)) return read.found;
  const checked = check('run-pointer', read.value);
  if (!checked.ok) return `${file}: ${checked.problems.map(describeProblem).join('; ')}`;
  return checked.value.runId === runId ? checked.value : `${file}: is of run ${checked.value.runId}`;
}
