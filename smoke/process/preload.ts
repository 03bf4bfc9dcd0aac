/** Modules of ours that a node program loads before it begins, so that a smoke can choose the moment and the clock. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually } from './eventually.ts';

/** The environment in which a node program, and nothing that it starts, has clocks that run twenty times as fast. */
export const fastClock: Readonly<Record<string, string>> = { NODE_OPTIONS: importing('fast-clock') };

/** `fastClock` while that process is there. So what is done when it has gone has the usual time. */
export function fastClockWhile(pid: number): Readonly<Record<string, string>> {
  return { ...fastClock, SHAKEDOWN_FAST_WHILE: String(pid) };
}

/** Holds node programs at their start, until all of them are there. */
export class StartBarrier {
  readonly #dir: string;
  /** For each of the programs. */
  readonly env: Readonly<Record<string, string>>;

  /** @param parent a directory of the sandbox */
  constructor(parent: string) {
    this.#dir = mkdtempSync(join(parent, 'barrier-'));
    this.env = { NODE_OPTIONS: importing('start-barrier'), SHAKEDOWN_BARRIER: this.#dir };
  }

  /**
   * Waits until `count` programs are held, and lets all go at once.
   * @throws Error when they are not there within half a minute
   */
  async open(count: number): Promise<void> {
    await eventually(`${count} programs at the barrier`, () => readdirSync(this.#dir).length === count, 30_000);
    writeFileSync(join(this.#dir, 'go'), '');
  }
}

function importing(name: string): string {
  return `--import=${pathToFileURL(join(import.meta.dirname, 'preloads', `${name}.mjs`)).href}`;
}
