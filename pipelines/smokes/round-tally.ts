/** Counts how each smoke comes out over the rounds of a repeated run. */
import type { SmokeOutcome, SmokeResult, SmokeRounds } from '../../schemas/types.ts';

type Counts = Pick<SmokeRounds, 'passed' | 'failed' | 'skipped' | 'notApplicable'>;

interface Counted extends Counts {
  firstFailed?: number;
  /** Milliseconds, of the rounds in which it ran; a number a round is all that a round leaves in memory. */
  times: number[];
}

export class RoundTally {
  readonly #smokes = new Map<string, Counted>();

  /** Counts the result of a smoke in this round. @returns what it has come to so far */
  add({ name, outcome, durationMs }: Pick<SmokeResult, 'name' | 'outcome' | 'durationMs'>, round: number): SmokeRounds {
    const counted = this.#smokes.get(name) ?? { ...noCounts(), times: [] };
    this.#smokes.set(name, counted);
    count(counted, outcome);
    if (outcome === 'failed') counted.firstFailed ??= round;
    if (outcome === 'passed' || outcome === 'failed') counted.times.push(durationMs);
    return roundsOf(counted);
  }

  /** Whether this smoke has finished a round. */
  has(name: string): boolean {
    return this.#smokes.has(name);
  }
}

export function noCounts(): Counts {
  return { passed: 0, failed: 0, skipped: 0, notApplicable: 0 };
}

/** One more of this outcome. */
export function count(counts: Counts, outcome: SmokeOutcome): void {
  if (outcome === 'flaky') throw new Error('one round of a smoke cannot be flaky');
  counts[outcome === 'not-applicable' ? 'notApplicable' : outcome] += 1;
}

function roundsOf({ times, ...counts }: Counted): SmokeRounds {
  const sorted = times.toSorted((a, b) => a - b);
  const [fastestMs, slowestMs] = [sorted[0], sorted.at(-1)];
  if (fastestMs === undefined || slowestMs === undefined) return { ...counts };
  return { ...counts, times: { fastestMs, medianMs: medianOf(sorted), slowestMs } };
}

/** @param sorted not empty */
function medianOf(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}
