/** One operator at a time: two in one record would overwrite each other's steps. */
import { join } from 'node:path';
import type { Finding } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import { type HeldLock, type LockView, takeLockFile } from '../run/lock.ts';
import { makeStore } from '../run/make-store.ts';
import { storePlaces } from '../run/places.ts';
import { makeRunId } from '../run/run-id.ts';
import { orNotReady } from '../run/store-fault.ts';
import { readWalkthrough, walkthroughFile } from './record.ts';

/**
 * The operator's seat at the walkthrough of a directory: of several who want it at once, one gets it. That of a process
 * that is gone is free.
 * @throws InputError when somebody has it; NotReady when the file system refuses
 */
export async function takeSeat(workdir: string, { now }: Pick<Io, 'now'>): Promise<HeldLock> {
  const { dir } = storePlaces(workdir);
  orNotReady(dir, () => makeStore(workdir));
  // Who begins again is asked whether to go on: that the one before was killed is no news.
  const warn = () => undefined;
  const lock = join(dir, 'walkthrough.lock.json');
  const busy = (view: LockView) => new InputError(takenWord(view, workdir, lock));
  return await takeLockFile(lock, makeRunId(now()), { now, warn, busy });
}

function takenWord(view: LockView, workdir: string, lock: string): Finding {
  const args = { file: walkthroughFile(workdir), lock };
  if (view.kind !== 'held') return finding('walkthrough-under-way', { operator: 'somebody', ...args });
  const { pid, host } = view.lock.owner;
  const recorded = readWalkthrough(workdir);
  // One that has just begun has not written down yet who it is.
  const isTheirs = recorded?.owner?.pid === pid && recorded.owner.host === host;
  return finding('walkthrough-under-way', { operator: isTheirs ? recorded.operator : 'somebody', pid, host, ...args });
}
