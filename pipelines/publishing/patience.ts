/** Waiting, as something that a test can do without: a clock that says how long it has been and sleeps. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** milliseconds since whenever */
  now(): number;
  /** @throws the reason of `signal` */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};

const [firstMs, longestMs] = [1_000, 30_000];

/**
 * How long to wait before the next try: twice as long each time, and no less than the other side has asked for.
 * @param tries that have been made, 1 after the first
 */
export function pauseMs(tries: number, askedForMs = 0): number {
  return Math.max(askedForMs, Math.min(longestMs, firstMs * 2 ** (tries - 1)));
}
