import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../process/error-code.ts';
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

  /** Resolves when somebody has started it. Returns what lets it go on, and fails when it is not there any more. */
  async waits(): Promise<() => Promise<true>> {
    const pipe = `${this.#daemon}.waits`;
    await eventually('the slow daemon', () => existsSync(pipe));
    return () => eventually('the slow daemon at its pipe', () => wroteTo(pipe));
  }

  async #replace(from: string): Promise<void> {
    await rm(`${this.#daemon}.waits`, { force: true });
    await putProgram(from, this.#daemon);
  }
}

/** False when nobody reads there yet. */
function wroteTo(pipe: string): boolean {
  try {
    const fd = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(fd, 'go on\n');
    closeSync(fd);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENXIO') return false;
    throw error;
  }
}
