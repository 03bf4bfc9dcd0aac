import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { errorCode } from './error-code.ts';

/** A process, so that a recycled pid is not taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot (field 22 of /proc/PID/stat); elsewhere what `ps -o lstart=` says. */
  readonly startTime: string;
}

export type ProcessState = 'alive' | 'gone' | 'unknown';

/** What /proc/PID/stat says, as far as it is used here; field numbers are those of proc_pid_stat(5). */
export interface ProcessStat extends ProcessIdentity {
  /** Field 3; `Z` and `X` are dead. */
  readonly state: string;
  /** Field 4. */
  readonly parent: number;
  /** Field 5. */
  readonly group: number;
  /** Field 9, flag PF_KTHREAD: a thread of the kernel, nobody's child. */
  readonly isKernelThread: boolean;
}

/** Who runs under `pid` now; undefined when nobody does (a zombie is nobody) or when we may not look. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const seen = look(pid);
  return typeof seen === 'object' && isAlive(seen) ? { pid, startTime: seen.startTime } : undefined;
}

/**
 * Whether that very process still runs. A zombie and a recycled pid are `gone`;
 * `unknown` when a process has the pid and we may not look whose it is.
 */
export function stateOf(identity: ProcessIdentity): ProcessState {
  const seen = look(identity.pid);
  if (typeof seen === 'string') return seen;
  return isAlive(seen) && seen.startTime === identity.startTime ? 'alive' : 'gone';
}

/** False for a zombie: it has ended, only its exit code waits to be read. */
export function isAlive(stat: Pick<ProcessStat, 'state'>): boolean {
  return stat.state !== 'Z' && stat.state !== 'X';
}

/** Reads /proc/PID/stat; undefined when there is no such process. Linux only. */
export function readStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    // ESRCH: it ended between open and read.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined;
    throw error;
  }
  return parseStat(pid, text);
}

/** The second field is the program's name in parentheses and may itself hold spaces and parentheses. */
export function parseStat(pid: number, text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): string => fields[number - 3] ?? '';
  return {
    pid,
    state: field(3),
    parent: Number(field(4)),
    group: Number(field(5)),
    isKernelThread: (Number(field(9)) & 0x00200000) !== 0,
    startTime: field(22),
  };
}

/** The same from ps(1), where there is no /proc: two processes of one pid differ in the second they started. */
export function readPs(pid: number): Pick<ProcessStat, 'pid' | 'state' | 'startTime'> | undefined {
  const ps = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
    timeout: 5000,
  });
  if (ps.error) throw ps.error;
  const [, state, startTime] = /^\s*(\S)\S*\s+(\S.*\S)\s*$/.exec(ps.stdout) ?? [];
  return state === undefined || startTime === undefined ? undefined : { pid, state, startTime };
}

function look(pid: number): Pick<ProcessStat, 'pid' | 'state' | 'startTime'> | 'gone' | 'unknown' {
  if (!Number.isInteger(pid) || pid <= 0 || pid > 0x7fffffff) return 'gone';
  const seen = process.platform === 'linux' ? readStat(pid) : readPs(pid);
  if (seen) return seen;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return 'gone';
    // /proc mounted with hidepid shows nothing of other users' processes.
    if (errorCode(error) === 'EPERM') return 'unknown';
    throw error;
  }
  // It came to life between the two looks, or /proc is not mounted.
  return (process.platform === 'linux' ? readStat(pid) : readPs(pid)) ?? 'unknown';
}
