import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls until `condition` gives something other than undefined or false.
 * @throws after `withinMs`, naming what was awaited
 */
export async function eventually<T>(
  what: string,
  condition: () => T | undefined | false,
  withinMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() >= deadline) throw new Error(`${what}: not so within ${withinMs} ms`);
    await sleep(10);
  }
}
