/** `shakedown unlock`: says whose the lock of this directory is, and removes one that was left behind. */
import { realpathSync } from 'node:fs';
import type { UnlockReport } from '../schemas/types.ts';
import { type CommandIo, sayDocument, sayLines } from './run/command-io.ts';
import { breakLock, type LockView, readLock } from './run/lock.ts';
import { seenLock } from './run/seen-lock.ts';
import { type Consent, mayAct } from './store/plan.ts';

/**
 * A live owner's lock is never removed. With `force`, one whose owner cannot be seen from here is.
 * @returns 0 when the directory is free, or would be; 1 when the lock stays
 */
export async function unlock(options: Consent & { json?: boolean }, io: CommandIo): Promise<number> {
  const workdir = realpathSync(io.cwd);
  const view = readLock(workdir);
  const report: UnlockReport = { schemaVersion: 1, workdir, lock: seenLock(view), ...settle(view, options, io.now()) };
  if (options.json) await sayDocument(io, 'unlock-report', report);
  else await sayLines(io, [[sentence(report)]]);
  return report.result === 'refused' ? 1 : 0;
}

type Settled = Pick<UnlockReport, 'result' | 'reason'>;

function settle(view: LockView, consent: Consent, now: Date): Settled {
  if (view.kind === 'free') return { result: 'free', reason: 'there is no lock' };
  const { state, why = state } = seenLock(view);
  if (state === 'held') return { result: 'refused', reason: `${why}: end it first` };
  if (!mayAct(consent)) return { result: 'would remove', reason: why };
  return breakLock(view, now)
    ? { result: 'removed', reason: why }
    : { result: 'refused', reason: 'somebody else was taking it over at this moment' };
}

function sentence({ workdir, lock, result, reason }: UnlockReport): string {
  if (result === 'free') return `${workdir} is not locked.`;
  const whose = lock.held ? `run ${lock.held.runId}, since ${lock.held.createdAt}` : 'no one can tell whom';
  const facts = `The lock of ${workdir} belongs to ${whose}: ${reason}.`;
  switch (result) {
    case 'removed':
      return `${facts} Removed.`;
    case 'would remove':
      return `${facts} Nothing was changed: add --force to remove it.`;
    case 'refused':
      return `${facts} Refused.`;
  }
}
