import { mkdtempSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Tools } from '../../../schemas/types.ts';
import { eventually } from '../../process/eventually.ts';
import { writeLauncher } from '../../sandbox/launcher.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/** The two steps of an install, by uv's own words for them. */
export const uvSteps = ['venv', 'pip'] as const;

export type UvStep = (typeof uvSteps)[number];

/** Makes uvs that come before the real one on PATH and meddle with one step of an install. */
export class MeddlingUv {
  readonly #sandbox: Sandbox;
  readonly #uv: string;

  constructor(sandbox: Sandbox, tools: Pick<Tools, 'binDir'>) {
    this.#sandbox = sandbox;
    this.#uv = join(tools.binDir, 'uv');
  }

  /** It fails half-way: the environment is made or empty by then. Returns the variables that bring it about. */
  async failingAt(step: UvStep): Promise<{ PATH: string }> {
    return { PATH: await this.#make('fail', step, '-') };
  }

  /** It waits before the step until it is told to go on. */
  waitingAt(step: UvStep): Promise<WaitingUv> {
    return this.#waiting('wait', step);
  }

  /** It waits after the step, which is done, until it is told to end. */
  waitingAfter(step: UvStep): Promise<WaitingUv> {
    return this.#waiting('linger', step);
  }

  async #waiting(what: string, step: UvStep): Promise<WaitingUv> {
    const dir = mkdtempSync(join(this.#sandbox.dir, 'waiting-'));
    return new WaitingUv({ PATH: await this.#make(what, step, dir) }, dir);
  }

  async #make(what: string, step: UvStep, dir: string): Promise<string> {
    const bin = mkdtempSync(join(this.#sandbox.dir, 'uv-'));
    const script = join(import.meta.dirname, 'meddling-uv.sh');
    await writeLauncher(join(bin, 'uv'), ['sh', script, what, step, dir, this.#uv]);
    return [bin, this.#sandbox.env.PATH].join(delimiter);
  }
}

class WaitingUv {
  readonly env: { PATH: string };
  readonly #dir: string;

  constructor(env: { PATH: string }, dir: string) {
    this.env = env;
    this.#dir = dir;
  }

  /** Resolves when an install has come to the step. Returns what lets it go on. */
  readonly waits = async (): Promise<() => Promise<void>> => {
    const pipe = await eventually('uv at the step', () => readdirSync(this.#dir)[0]);
    return () => writeFile(join(this.#dir, pipe), 'go on\n');
  };
}
