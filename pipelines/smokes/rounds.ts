/** The rounds of a repeated run: each has places of its own, is told as it begins and ends, and leaves little behind. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SmokeContext, SmokeResult } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import type { Emit } from '../run/event-body.ts';
import { discardRound, type LeftByRound, roundDirectory } from './round-evidence.ts';
import { count, noCounts, RoundTally } from './round-tally.ts';

export class Rounds {
  readonly #asked: number;
  readonly #context: SmokeContext;
  readonly #emit: Emit;
  readonly #tally = new RoundTally();
  #round = 0;
  #startedAt = 0;
  #outcomes = noCounts();
  #current: LeftByRound;
  #previous: LeftByRound | undefined;

  /** @param asked how many rounds there are to be */
  constructor(asked: number, context: SmokeContext, emit: Emit) {
    this.#asked = asked;
    this.#context = context;
    this.#emit = emit;
    this.#current = this.#noneYet();
  }

  /** Whether all have been begun. */
  get areOver(): boolean {
    return this.#round >= this.#asked;
  }

  /** Begins the next round. @returns what its smokes are told: its evidence has a directory of its own */
  async begin(): Promise<SmokeContext> {
    this.#round += 1;
    this.#startedAt = performance.now();
    this.#outcomes = noCounts();
    this.#current = this.#noneYet();
    const { evidenceDir } = this.#current;
    await mkdir(evidenceDir, { recursive: true });
    this.#emit({ type: 'round-started', round: this.#round, rounds: this.#asked });
    return { ...this.#context, evidenceDir };
  }

  /** Whether this smoke has finished a round. */
  hasSeen(name: string): boolean {
    return this.#tally.has(name);
  }

  /**
   * Counts a smoke that has finished in this round.
   * @returns the result as it is told: with what its rounds came to so far, and with its record only where the files that
   * this names are kept
   */
  count(result: SmokeResult): SmokeResult {
    const rounds = this.#tally.add(result, this.#round);
    count(this.#outcomes, result.outcome);
    this.#current.results.push(result);
    const { record, ...others } = result;
    const isFirstFailure = result.outcome === 'failed' && rounds.firstFailed === this.#round;
    if (isFirstFailure) this.#current.keep.add(result.name);
    return { ...others, rounds, ...(record && (isFirstFailure || this.areOver) ? { record } : {}) };
  }

  /** Ends a round in which all smokes came to their end, and removes what is not wanted any more of the one before. */
  async finish(): Promise<void> {
    this.#emit({
      type: 'round-finished',
      round: this.#round,
      rounds: this.#asked,
      outcomes: this.#outcomes,
      durationMs: performance.now() - this.#startedAt,
    });
    const problems = this.#previous === undefined ? [] : await discardRound(this.#previous);
    this.#previous = this.#current;
    for (const problem of problems) {
      this.#emit({ type: 'finding', finding: finding('round-not-removed', { round: this.#round - 1, problem }) });
    }
  }

  #noneYet(): LeftByRound {
    const { evidenceDir, sandboxesDir } = this.#context;
    return {
      evidenceDir: join(evidenceDir, roundDirectory(this.#round, this.#asked)),
      sandboxesDir,
      results: [],
      keep: new Set(),
    };
  }
}
