import { setImmediate as nextPoll } from 'node:timers/promises';
import type { Capture } from './capture.ts';

/** However busily a descendant writes on, its pipe is closed after this many milliseconds and the last idle ones. */
const longestDrainMs = 2000;

/**
 * After a command has exited: reads what is still in its pipes. A descendant that holds a pipe open does not hold us:
 * `idleMs` without new data end the wait, and so do two seconds, and so does `cut`.
 * @returns true when somebody still held a pipe
 */
export async function drain(captures: readonly Capture[], idleMs: number, cut: AbortSignal): Promise<boolean> {
  const allEnded = Promise.all(captures.map((capture) => capture.ended));
  const isOver = (): boolean => captures.every((capture) => capture.hasEnded());
  const delivered = (): number => captures.reduce((sum, capture) => sum + capture.bytes(), 0);
  const deadline = performance.now() + longestDrainMs;
  while (!isOver() && !cut.aborted && performance.now() < deadline) {
    const before = delivered();
    await endOrPause(allEnded, idleMs, cut);
    // When our own event loop was blocked, the timer comes before the pipes are read: give the pipes their turn.
    await nextPoll();
    if (delivered() === before) break;
  }
  return !isOver();
}

async function endOrPause(ended: Promise<unknown>, ms: number, cut: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>();
  const done = (): void => over.resolve();
  const timer = setTimeout(done, ms);
  cut.addEventListener('abort', done);
  await Promise.race([ended, over.promise]);
  clearTimeout(timer);
  cut.removeEventListener('abort', done);
}
