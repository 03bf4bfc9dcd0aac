import { awaitNoSurvivors, type Census, endSurvivors, findSurvivors, type Survivor } from './process/survivors.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

/** A process that ends as its parent has just ended is given this long to be gone, milliseconds. */
const settleMs = 500;

/** The processes of a smoke's sandbox. */
export class SandboxProcesses {
  readonly #sandbox: Pick<Sandbox, 'query'>;

  constructor(sandbox: Pick<Sandbox, 'query'>) {
    this.#sandbox = sandbox;
  }

  /** Who runs in the sandbox now. */
  census(): Census {
    return findSurvivors(this.#sandbox.query);
  }

  /**
   * Waits for those that are about to end, and ends the others.
   * @returns who was there after the wait; `left` are those of them that would not go
   */
  async end(): Promise<{ survivors: readonly Survivor[]; left: readonly Survivor[] }> {
    const { query } = this.#sandbox;
    const survivors = await awaitNoSurvivors(query, { withinMs: settleMs });
    if (survivors.length === 0) return { survivors, left: [] };
    const { ended, left } = await endSurvivors(query);
    return { survivors: [...ended, ...left], left };
  }
}
