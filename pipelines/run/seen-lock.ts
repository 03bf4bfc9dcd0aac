import type { SeenLock } from '../../schemas/types.ts';
import type { LockView } from './lock.ts';

/** A lock as `status` and `unlock` show it. */
export function seenLock(view: LockView): SeenLock {
  if (view.kind === 'free') return { state: 'free' };
  if (view.kind === 'unreadable') return { state: 'unreadable', why: `${view.path}: not a lock: ${view.found}` };
  const { lock: held, owner } = view;
  switch (owner.state) {
    case 'alive':
      return { state: 'held', why: `process ${held.owner.pid} on ${held.owner.host} is at work`, held };
    case 'gone':
      return { state: 'left behind', why: owner.why, held };
    case 'unknown':
      return { state: 'uncertain', why: owner.why, held };
  }
}
