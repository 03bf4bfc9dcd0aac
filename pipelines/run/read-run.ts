/** One run as its records and its owner's process tell it. Every reader asks here, so that all of them agree. */

import { lstatSync, readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { RunEvent, RunStatus } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check, describeProblem } from '../../smoke/schema/validate.ts';
import { ownerState } from './owner.ts';
import { runPlaces, storePlaces } from './places.ts';
import { foldEvents } from './snapshot.ts';
import { hasCode } from './system-error.ts';

/** A run writes its status every 2 s; one that has been silent for this long has stalled. */
const silentMs = 15_000;

/**
 * `stalled`: its owner lives but is silent. `unknown`: it was running when last heard of, and whether its owner lives
 * cannot be seen from here. `reason` is there for crashed, stalled and unknown.
 */
export interface ReadRun {
  readonly state: RunStatus['state'] | 'stalled' | 'unknown';
  readonly reason?: string;
  readonly status: RunStatus;
}

/** A run that is known by name, but has no record that can be read. */
export interface UnavailableRun {
  readonly state: 'unavailable';
  /** `project gone` and `record gone`: there is nothing there. `unreadable`: there may be. */
  readonly why: 'project gone' | 'record gone' | 'unreadable';
  readonly reason: string;
}

/** What became of run `runId` of `workdir`; never throws for what is missing or broken. */
export function readRun(workdir: string, runId: string): ReadRun | UnavailableRun {
  const first = recordedStatus(workdir, runId);
  if (!('runId' in first)) return unavailable(workdir, runId, first);
  const seen = stateOfRun(workdir, first);
  if (seen.state !== 'crashed' || first.state === 'crashed') return seen;
  // It may have ended in an orderly way between the look at its record and the look at its process.
  const again = recordedStatus(workdir, runId);
  return 'runId' in again ? stateOfRun(workdir, again) : seen;
}

/** Why there is no status: what was found at which path. */
export interface NoStatus {
  readonly missing: boolean;
  readonly found: string;
}

/** The status file at `path`. */
export function readStatus(path: string): RunStatus | NoStatus {
  const read = readJson(path);
  if (!('value' in read)) return read;
  const checked = check('status', read.value);
  if (checked.ok) return checked.value;
  return { missing: false, found: `${path}: ${checked.problems.map(describeProblem).join('; ')}` };
}

/**
 * The events of a run so far; none where there is no file. A last line without an end is still being written or was
 * cut off by a kill, and is left out; other lines that are no event are counted in `broken`.
 */
export function readEvents(file: string): { events: RunEvent[]; broken: number } {
  const text = readText(file);
  if (typeof text !== 'string') return { events: [], broken: 0 };
  const lines = text.split('\n').slice(0, -1);
  const events = lines.map(parseEvent).filter((event) => event !== undefined);
  return { events, broken: lines.length - events.length };
}

/** The event in one line of events.jsonl, if it is one. */
export function parseEvent(line: string): RunEvent | undefined {
  const checked = check('event', parseJson(line));
  return checked.ok ? checked.value : undefined;
}

/** The JSON of a file that another process may have left in any state, or what was found instead. */
export function readJson(path: string): { value: unknown } | NoStatus {
  const text = readText(path);
  if (typeof text !== 'string') return text;
  const value = parseJson(text);
  return value === undefined ? { missing: false, found: `${path}: not JSON` } : { value };
}

/**
 * The run's own record, or the live one when that is further. A run that has ended and whose own record was removed is
 * off the record, although the live status still tells of it.
 */
function recordedStatus(workdir: string, runId: string): RunStatus | NoStatus {
  const { statusFile } = runPlaces(workdir, runId);
  const own = readStatus(statusFile);
  if ('runId' in own && own.runId !== runId) return { missing: false, found: `${statusFile}: is of run ${own.runId}` };
  if ('runId' in own && own.state !== 'running') return own;
  const live = readStatus(storePlaces(workdir).statusFile);
  if (!('runId' in live) || live.runId !== runId) return own;
  return 'runId' in own || !own.missing || live.state === 'running' ? live : own;
}

function unavailable(workdir: string, runId: string, { missing, found }: NoStatus): UnavailableRun {
  const { dir } = runPlaces(workdir, runId);
  if (!missing || isThere(dir)) return { state: 'unavailable', why: 'unreadable', reason: found };
  if (isThere(workdir)) return { state: 'unavailable', why: 'record gone', reason: `${dir}: is not there` };
  return { state: 'unavailable', why: 'project gone', reason: `${workdir}: is not there` };
}

/** False only when it is certain that there is nothing. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return !hasCode(error, 'ENOENT', 'ENOTDIR');
  }
}

function stateOfRun(workdir: string, recorded: RunStatus): ReadRun {
  const told = (status: RunStatus): ReadRun => ({
    state: status.state,
    status,
    ...(status.reason === undefined ? {} : { reason: status.reason }),
  });
  if (recorded.state !== 'running') return told(recorded);
  const status = foldEvents(recorded, readEvents(runPlaces(workdir, recorded.runId).eventsFile).events);
  if (status.state !== 'running') return told(status);
  const owner = ownerState(status.owner);
  switch (owner.state) {
    case 'gone':
      return told(crashed(status, owner.why));
    case 'unknown':
      return { state: 'unknown', reason: owner.why, status };
    case 'alive': {
      const silent = uptime() * 1000 - recorded.updatedUptimeMs;
      if (silent <= silentMs) return told(status);
      const reason = `process ${status.owner.pid} lives, but has written nothing for ${Math.round(silent / 1000)} s`;
      return { state: 'stalled', reason, status };
    }
  }
}

/** Its end is the last thing that is known of it. */
function crashed(status: RunStatus, why: string): RunStatus {
  const durationMs = Math.max(0, Date.parse(status.updatedAt) - Date.parse(status.startedAt));
  return { ...status, state: 'crashed', reason: why, finishedAt: status.updatedAt, durationMs };
}

function readText(path: string): string | NoStatus {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { missing: true, found: `${path}: is not there` };
    return { missing: false, found: `${path}: cannot be read (${code})` };
  }
}
