import { readStat } from './process/identity.ts';
import { MARK_VARIABLE } from './process/mark.ts';
import { runningPids } from './process/proc-files.ts';
import {
  awaitNoSurvivors,
  type Census,
  endSurvivors,
  findSurvivors,
  type Survivor,
  type SurvivorQuery,
} from './process/survivors.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

/** A process that ends as its parent has just ended is given this long to be gone, milliseconds. */
const settleMs = 500;

/** The processes of a smoke's sandbox. */
export class SandboxProcesses {
  readonly #sandbox: Pick<Sandbox, 'dir' | 'mark'>;

  constructor(sandbox: Pick<Sandbox, 'dir' | 'mark'>) {
    this.#sandbox = sandbox;
  }

  /** Who runs in the sandbox now. */
  census(): Census {
    return findSurvivors(this.#query());
  }

  /**
   * Waits for those that are about to end, and ends the others.
   * @returns who was there after the wait; `left` are those of them that would not go
   */
  async end(): Promise<{ survivors: readonly Survivor[]; left: readonly Survivor[] }> {
    const query = this.#query();
    const survivors = await awaitNoSurvivors(query, { withinMs: settleMs });
    if (survivors.length === 0) return { survivors, left: [] };
    const { ended, left } = await endSurvivors(query);
    return { survivors: [...ended, ...left], left };
  }

  #query(): SurvivorQuery {
    const { mark, dir } = this.#sandbox;
    return { mark: { name: MARK_VARIABLE, value: mark }, dir, exclude: olderProcesses() };
  }
}

/**
 * Whoever was there before us was not started by a smoke. Looking only at the start time first makes a census three
 * times as fast on a machine with a hundred other processes.
 */
function olderProcesses(): number[] {
  if (process.platform !== 'linux') return [];
  const startOf = (pid: number): number => Number(readStat(pid)?.startTime ?? Number.POSITIVE_INFINITY);
  const ourStart = startOf(process.pid);
  return runningPids().filter((pid) => startOf(pid) < ourStart);
}
