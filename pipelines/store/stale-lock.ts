/** The lock that a killed run leaves in its workdir, and the status there that still says running. */
import type { Finding } from '../../schemas/types.ts';
import { readLock, takeLock } from '../run/lock.ts';
import { tidyUp } from '../run/recovery.ts';
import { NotReady } from '../run/store-fault.ts';
import { keep, type Planned, Refusal, refuse } from './plan.ts';

export interface Recovery {
  readonly now: () => Date;
  readonly warn: (finding: Finding) => void;
}

/** The lock of a workdir; taking it away puts the crash on record too. */
export function planLock(workdir: string, recovery: Recovery): Planned | undefined {
  const view = readLock(workdir);
  if (view.kind === 'free') return undefined;
  const act = (): Promise<void> => recover(workdir, recovery);
  if (view.kind === 'unreadable') {
    const item = { kind: 'lock', name: workdir, path: view.path } as const;
    return { ...item, decision: 'delete', reason: `not a lock: ${view.found}`, bytes: 0, act };
  }
  const item = { kind: 'lock', name: view.lock.runId, path: view.path } as const;
  switch (view.owner.state) {
    case 'alive':
      return keep(item, `process ${view.lock.owner.pid} holds it`);
    case 'unknown':
      return refuse(item, view.owner.why);
    case 'gone':
      return { ...item, decision: 'delete', reason: view.owner.why, bytes: 0, act };
  }
}

async function recover(workdir: string, { now, warn }: Recovery): Promise<void> {
  // That the lock was left behind is what the item says; only the crash is news.
  const lock = await takeLock(workdir, 'cleaning-up', { now, warn: () => undefined }).catch((error: unknown) => {
    throw error instanceof NotReady ? new Refusal(error.message) : error;
  });
  try {
    tidyUp(workdir, warn);
  } finally {
    lock.release();
  }
}
