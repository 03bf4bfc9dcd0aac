import { existsSync } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../process/eventually.ts';
import { putProgram } from './put-program.ts';

/** In the place of an installed daemon: waits to be told before it becomes the real one. */
export class SlowDaemon {
  readonly #daemon: string;

  private constructor(daemon: string) {
    this.#daemon = daemon;
  }

  static async inPlaceOf(daemon: string): Promise<SlowDaemon> {
    await copyFile(daemon, `${daemon}.real`);
    return new SlowDaemon(daemon);
  }

  async put(): Promise<void> {
    await this.#replace(join(import.meta.dirname, 'slow-daemon.sh'));
  }

  async takeAway(): Promise<void> {
    await this.#replace(`${this.#daemon}.real`);
  }

  /** Resolves when somebody has started it. Returns what lets it go on. */
  async waits(): Promise<() => Promise<void>> {
    const pipe = `${this.#daemon}.waits`;
    await eventually('the slow daemon', () => existsSync(pipe));
    return () => writeFile(pipe, 'go on\n');
  }

  async #replace(from: string): Promise<void> {
    await rm(`${this.#daemon}.waits`, { force: true });
    await putProgram(from, this.#daemon);
  }
}
