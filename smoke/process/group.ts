import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code.ts';
import { identityOf, isAlive, type ProcessIdentity, readStat } from './identity.ts';

/** The process group that a command leads; without a start time (no /proc) the pid alone stands for it. */
export type GroupLeader = Omit<ProcessIdentity, 'startTime'> & { readonly startTime: string | undefined };

/**
 * Sends `signal` to every process of the group; false when nobody is left in it.
 * The kernel gives a pid to nobody else as long as a group of that number has members, so the only danger is a new
 * process that got the number after the whole group had ended: it has another start time and is left alone.
 */
export function signalGroup(leader: GroupLeader, signal: NodeJS.Signals): boolean {
  if (leader.startTime !== undefined) {
    const now = identityOf(leader.pid);
    if (now !== undefined && now.startTime !== leader.startTime) return false;
  }
  try {
    return process.kill(-leader.pid, signal);
  } catch (error) {
    // EPERM: of those who are left none may be signalled by us; macOS says so of a group of zombies.
    if (errorCode(error) === 'ESRCH' || errorCode(error) === 'EPERM') return false;
    throw error;
  }
}

/**
 * SIGTERM to the group, SIGKILL after `graceMs`; returns when nobody of it lives, or a second after SIGKILL.
 * @param hasEnded whether the leader is known to have ended
 */
export async function endGroup(leader: GroupLeader, graceMs: number, hasEnded: () => boolean): Promise<void> {
  const over = (): boolean => hasEnded() && !groupLives(leader);
  if (!signalGroup(leader, 'SIGTERM') || (await within(graceMs, over))) return;
  if (signalGroup(leader, 'SIGKILL')) await within(1000, over);
}

async function within(ms: number, condition: () => boolean): Promise<boolean> {
  const deadline = performance.now() + ms;
  for (;;) {
    if (condition()) return true;
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await sleep(Math.min(20, left));
  }
}

/** Zombies keep a group in being for kill(2); they are told apart where /proc can say so. */
function groupLives(leader: GroupLeader): boolean {
  try {
    process.kill(-leader.pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH' || errorCode(error) === 'EPERM') return false;
    throw error;
  }
  if (leader.startTime === undefined) return true;
  return readdirSync('/proc').some((name) => {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    return stat !== undefined && stat.group === leader.pid && isAlive(stat);
  });
}
