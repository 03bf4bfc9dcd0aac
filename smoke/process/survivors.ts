import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code.ts';
import { type ProcessIdentity, readStat, stateOf } from './identity.ts';
import { commandOf, processFiles, runningPids } from './proc-files.ts';
import { type Sign, signOf } from './sign.ts';

export interface SurvivorQuery {
  /** The variable that processes inherited; with `prefix` its value starts with `value`. */
  readonly mark: { readonly name: string; readonly value: string; readonly prefix?: boolean };
  /** Absolute real path: who works in it, runs from it, holds a file of it or names it in its arguments. */
  readonly dir?: string;
  /** Processes that are known and no survivors. */
  readonly exclude?: readonly number[];
  /** Start time of the process that made the sandbox: who is older does not belong to it, whatever it holds. */
  readonly since?: string;
}

export interface Survivor extends ProcessIdentity {
  /** The command line, cut to 200 characters. */
  readonly command: string;
  readonly foundBy: Sign;
}

export interface Census {
  readonly survivors: readonly Survivor[];
  /** Processes of our user that could not be looked into, for example set-user-ID programs. */
  readonly unreadable: number;
  /** `none`: this system has no /proc, nobody was looked at. */
  readonly method: 'proc' | 'none';
}

/**
 * One scan of all processes of our user (as root: of all users) for those that belong to a sandbox: by the marker in
 * their environment, by the stamp (see stamp.ts), and by what they hold of `dir`. Some 5 ms for 100 processes.
 * Ourselves and our ancestors are never reported, nor is a process that ends during the scan.
 *
 * Not found: a process that has scrubbed its environment, holds nothing of `dir`, and was started where prlimit(1) is
 * missing or has set RLIMIT_RSS itself. Outside Linux nothing is found at all: there the process groups of the
 * commands are the only means, and a report has to say so (`method`).
 */
export function findSurvivors(query: SurvivorQuery): Census {
  if (process.platform !== 'linux') return { survivors: [], unreadable: 0, method: 'none' };
  const known = new Set([...ourselvesAndAncestors(), ...(query.exclude ?? [])]);
  const user = process.geteuid?.();
  const survivors: Survivor[] = [];
  let unreadable = 0;
  for (const pid of runningPids()) {
    const stat = known.has(pid) ? undefined : readStat(pid);
    if (!stat || stat.isKernelThread || Number(stat.startTime) < Number(query.since ?? 0)) continue;
    const files = processFiles(pid);
    if (user !== 0 && files.user() !== user) continue;
    const foundBy = signOf(files, query);
    if (foundBy === undefined) {
      if (files.refused()) unreadable += 1;
      continue;
    }
    const survivor = { pid, startTime: stat.startTime, command: commandOf(files), foundBy };
    // It may have ended since, and what was read may be of who got its pid.
    if (stateOf(survivor) === 'alive') survivors.push(survivor);
  }
  return { survivors, unreadable, method: 'proc' };
}

/**
 * Polls until two scans in a row find nobody: one scan may miss a process that is being forked.
 * @param options `withinMs`: how long to wait for those that are about to end
 * @returns who is left at the deadline; empty when nobody is
 * @throws the reason of `signal`
 */
export async function awaitNoSurvivors(
  query: SurvivorQuery,
  { withinMs, signal }: { withinMs: number; signal?: AbortSignal },
): Promise<readonly Survivor[]> {
  const deadline = performance.now() + withinMs;
  const look = repeatedScan(query);
  for (;;) {
    const scan = look();
    signal?.throwIfAborted();
    if (scan.nobody) return [];
    if (scan.survivors.length > 0 && performance.now() >= deadline) return scan.survivors;
    await sleep(scan.pauseMs);
  }
}

export interface EndedSurvivors {
  /** Everybody who was found and is gone. */
  readonly ended: readonly Survivor[];
  /** Who was still there at the deadline. */
  readonly left: readonly Survivor[];
}

/**
 * Ends all survivors: SIGTERM, after `graceMs` (500) SIGKILL, also to those that appear meanwhile, until two scans in
 * a row find nobody or `withinMs` (5000) are over. Each signal goes to a process whose start time was just compared.
 */
export async function endSurvivors(
  query: SurvivorQuery,
  { graceMs = 500, withinMs = 5000 }: { graceMs?: number; withinMs?: number } = {},
): Promise<EndedSurvivors> {
  const found = new Map<string, Survivor>();
  const startedAt = performance.now();
  const look = repeatedScan(query);
  for (;;) {
    const scan = look();
    const elapsed = performance.now() - startedAt;
    if (scan.nobody || (scan.survivors.length > 0 && elapsed >= withinMs)) {
      for (const each of scan.survivors) found.delete(keyOf(each));
      return { ended: [...found.values()], left: scan.survivors };
    }
    for (const each of scan.survivors) {
      if (elapsed >= graceMs) signalProcess(each, 'SIGKILL');
      else if (!found.has(keyOf(each))) signalProcess(each, 'SIGTERM');
      found.set(keyOf(each), each);
    }
    await sleep(scan.pauseMs);
  }
}

/** Sends to that very process, not to who got its pid since; false when it is gone or not to be signalled by us. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (stateOf(identity) !== 'alive') return false;
  try {
    return process.kill(identity.pid, signal);
  } catch (error) {
    if (errorCode(error) === 'ESRCH' || errorCode(error) === 'EPERM') return false;
    throw error;
  }
}

/** Scans at each call; `nobody` when this scan and the one before found none. */
function repeatedScan(
  query: SurvivorQuery,
): () => { survivors: readonly Survivor[]; nobody: boolean; pauseMs: number } {
  let emptyBefore = false;
  let pauseMs = 10;
  return () => {
    const { survivors } = findSurvivors(query);
    const empty = survivors.length === 0;
    const nobody = empty && emptyBefore;
    emptyBefore = empty;
    pauseMs = Math.min(100, pauseMs * 1.5);
    return { survivors, nobody, pauseMs };
  };
}

function ourselvesAndAncestors(): Set<number> {
  const line = new Set<number>();
  for (let pid = process.pid; pid > 0 && !line.has(pid); pid = readStat(pid)?.parent ?? 0) line.add(pid);
  return line;
}

function keyOf({ pid, startTime }: ProcessIdentity): string {
  return `${pid}@${startTime}`;
}
