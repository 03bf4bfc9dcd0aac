import { describe, expect, test } from 'vitest';
import type { SmokeOutcome, SmokeRecord } from '../../schemas/types.ts';
import { outcomeBefore, outcomeOf, overRounds, roundWords } from './over-rounds.ts';
import { sampleRounds } from './sample-rounds.ts';
import { reportOf, sampleSmoke } from './sample-run.ts';

const none = { passed: 0, failed: 0, skipped: 0, notApplicable: 0 };

test.for<[Partial<typeof none>, SmokeOutcome | undefined, string]>([
  [{ passed: 3 }, 'passed', 'passed in 3 rounds'],
  [{ failed: 3 }, 'failed', 'failed in 3 rounds'],
  [{ passed: 1, failed: 2 }, 'flaky', 'passed in 1 round, failed in 2'],
  [{ passed: 1, failed: 1, skipped: 1 }, 'flaky', 'passed in 1 round, failed in 1, skipped in 1'],
  [{ failed: 1, skipped: 2 }, 'failed', 'failed in 1 round, skipped in 2'],
  [{ passed: 2, skipped: 1 }, 'skipped', 'passed in 2 rounds, skipped in 1'],
  [{ notApplicable: 2 }, 'not-applicable', 'not applicable in 2 rounds'],
  [{}, undefined, 'finished in no round'],
])('rounds %o come to %s', ([counts, outcome, words]) => {
  const rounds = { ...none, ...counts };
  expect(outcomeOf(rounds)).toBe(outcome);
  expect(roundWords({ rounds })).toBe(words);
});

test('what the rounds came to before the latest is known from the counts', () => {
  expect(outcomeBefore({ ...none, passed: 1, failed: 1 }, 'failed')).toBe('passed');
  expect(outcomeBefore({ ...none, passed: 1, failed: 1 }, 'passed')).toBe('failed');
  expect(outcomeBefore({ ...none, passed: 1 }, 'passed')).toBeUndefined();
});

describe('one result for all rounds', () => {
  const recordOf = (title: string): SmokeRecord => ({
    steps: [{ title, outcome: 'passed', durationMs: 1 }],
    commands: [],
    survivors: [],
  });
  const passed = sampleSmoke('a > b', { durationMs: 10 });
  const failed = sampleSmoke('a > b', { outcome: 'failed', durationMs: 30 });
  const times = { fastestMs: 10, medianMs: 20, slowestMs: 30 };

  test('is the result itself where the run is not repeated', () => {
    expect(overRounds(passed, failed)).toBe(failed);
  });

  test('explains the first failure, also when later rounds fail otherwise, and has the last record beside it', () => {
    const first = { ...failed, errors: [{ message: 'first' }], record: recordOf('first') };
    const one = overRounds(undefined, { ...first, rounds: { ...none, failed: 1, firstFailed: 1 } });
    const second = { ...failed, errors: [{ message: 'second' }], rounds: { ...none, failed: 2, firstFailed: 1 } };
    const two = overRounds(one, second);
    expect(two).toMatchObject({ outcome: 'failed', errors: [{ message: 'first' }], record: first.record });
    const rounds = { ...none, passed: 1, failed: 2, firstFailed: 1, times };
    const three = overRounds(two, { ...passed, record: recordOf('last'), rounds });
    expect(three).toEqual({
      ...passed,
      outcome: 'flaky',
      durationMs: 20,
      errors: [{ message: 'first' }],
      record: recordOf('first'),
      lastRecord: recordOf('last'),
      rounds,
    });
  });

  test('has the record of the last round when none failed, and says why it was skipped in one', () => {
    const skipped = {
      ...sampleSmoke('a > b', { outcome: 'skipped', reason: 'no uv' }),
      rounds: { ...none, skipped: 1 },
    };
    const rounds = { ...none, skipped: 1, passed: 1, times };
    const both = overRounds(overRounds(undefined, skipped), { ...passed, record: recordOf('last'), rounds });
    expect(both).toMatchObject({ outcome: 'skipped', reason: 'no uv', record: recordOf('last') });
    expect(both.errors).toBeUndefined();
  });

  test('keeps what a smoke came to before when it did not finish a round', () => {
    const cut = sampleSmoke('a > b', { outcome: 'skipped', reason: 'not finished' });
    expect(overRounds(undefined, cut)).toBe(cut);
  });
});

describe('the events of a repeated run', () => {
  const events = sampleRounds({
    'a > passes': ['passed', 'passed', 'passed'],
    'a > is flaky': ['passed', 'failed', 'passed'],
    'a > fails': ['failed', 'failed', 'failed'],
    'a > skips': ['skipped', 'passed', 'passed'],
    'a > is cut short': ['passed', 'passed'],
  });

  test('make a report that counts every smoke once, with median and slowest', () => {
    const report = reportOf(events);
    expect(report.rounds).toEqual({ asked: 3, begun: 3, finished: 2 });
    expect(report.counts.required).toEqual({ passed: 2, failed: 1, flaky: 1, skipped: 1, notApplicable: 0 });
    const flaky = report.smokes.find(({ name }) => name === 'a > is flaky');
    expect(flaky).toMatchObject({
      durationMs: 200,
      rounds: { passed: 2, failed: 1, firstFailed: 2, times: { fastestMs: 100, medianMs: 200, slowestMs: 300 } },
    });
    expect(report.smokes.find(({ name }) => name === 'a > is cut short')?.durationMs).toBe(150);
  });
});
