/** What a smoke's rounds come to: the one place where a flake is told from a failure. Pure. */
import type { SmokeOutcome, SmokeResult, SmokeRounds } from '../../schemas/types.ts';
import { plural } from './quantities.ts';

/** `passed in 97 rounds, failed in 3, first in round 12`. */
export function roundWords({ rounds }: { rounds?: SmokeRounds | undefined }): string {
  if (!rounds) return 'ran once';
  const { passed, failed, skipped, notApplicable, firstFailed } = rounds;
  const parts = Object.entries({ passed, failed, skipped, 'not applicable': notApplicable }).filter(
    ([, sum]) => sum > 0,
  );
  const [first, ...others] = parts.map(([word, sum], at) => `${word} in ${at === 0 ? plural(sum, 'round') : sum}`);
  if (first === undefined) return 'finished in no round';
  return [first, ...others, ...(firstFailed === undefined ? [] : [`first in round ${firstFailed}`])].join(', ');
}

/** How many rounds were counted: those that the smoke finished. */
export function roundsOf({ passed, failed, skipped, notApplicable }: SmokeRounds): number {
  return passed + failed + skipped + notApplicable;
}

/**
 * A smoke that passed in some rounds and failed in others is flaky. One that was skipped in a round has not been seen to
 * pass in all of them, so it counts as skipped.
 * @returns undefined before its first round
 */
export function outcomeOf(rounds: SmokeRounds): SmokeOutcome | undefined {
  if (rounds.failed > 0) return rounds.passed > 0 ? 'flaky' : 'failed';
  if (rounds.skipped > 0) return 'skipped';
  if (rounds.passed > 0) return 'passed';
  return rounds.notApplicable > 0 ? 'not-applicable' : undefined;
}

/** The outcome before the round in which the smoke came out as `latest`. */
export function outcomeBefore(rounds: SmokeRounds, latest: SmokeOutcome): SmokeOutcome | undefined {
  const key = latest === 'not-applicable' ? 'notApplicable' : latest;
  return key === 'flaky' ? outcomeOf(rounds) : outcomeOf({ ...rounds, [key]: rounds[key] - 1 });
}

/**
 * One result for all rounds so far. Errors and record are those of the first round that failed, because that is what
 * has to be explained; a smoke that never failed has the record of its last round.
 * @param before the result of the rounds before; undefined in the first
 * @param latest what the last round came to; without `rounds` the run is not repeated, and that is the result
 */
export function overRounds(before: SmokeResult | undefined, latest: SmokeResult): SmokeResult {
  const { rounds } = latest;
  const outcome = rounds && outcomeOf(rounds);
  if (!rounds || outcome === undefined) return latest;
  const { errors: _, record, reason: __, ...known } = latest;
  const told = latest.outcome === 'failed' && rounds.failed === 1 ? latest : (before ?? latest);
  const reason = before?.reason ?? latest.reason;
  return {
    ...known,
    outcome,
    startedAt: before?.startedAt ?? latest.startedAt,
    durationMs: rounds.times?.medianMs ?? latest.durationMs,
    ...(outcome === 'skipped' || outcome === 'not-applicable' ? { reason: reason ?? 'no reason given' } : {}),
    ...(rounds.failed > 0
      ? {
          ...(told.errors ? { errors: told.errors } : {}),
          ...(told.record ? { record: told.record } : {}),
          ...(record && told !== latest ? { lastRecord: record } : {}),
        }
      : record
        ? { record }
        : {}),
  };
}
