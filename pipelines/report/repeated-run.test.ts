/** What each reader of the events says of a run whose smokes ran in rounds. */
import { describe, expect, test } from 'vitest';
import type { SmokeOutcome, SmokeResult } from '../../schemas/types.ts';
import { check } from '../../smoke/schema/validate.ts';
import { junitXml } from './junit.ts';
import { type SampleRounds, sampleRounds } from './sample-rounds.ts';
import { concluded, recorded } from './sample-run.ts';
import { eventLines } from './terminal/event-lines.ts';
import { renderLine } from './terminal/line.ts';
import { liveProgress } from './terminal/progress.ts';
import { summaryText } from './terminal/summary.ts';
import type { Ending } from './verdict.ts';

type Rounds = Record<string, SmokeOutcome[]>;

const steady: Rounds = { 'a > is steady': ['passed', 'passed', 'passed'] };
const flaky: Rounds = { ...steady, 'a > is flaky': ['passed', 'failed', 'failed'] };
const flakyResult: Partial<SmokeResult> = { errors: [{ message: 'too late\nby a second' }] };

function reported(smokes: Rounds, options: SampleRounds = {}, ending: Ending = { kind: 'completed' }) {
  const report = concluded(sampleRounds(smokes, options), ending);
  expect(check('report', report)).toMatchObject({ ok: true });
  return report;
}

function verdictOf(smokes: Rounds, options: SampleRounds = {}, ending?: Ending) {
  return reported(smokes, options, ending).verdict;
}

const advisory = { differs: { 'a > is flaky': { required: false } } };

describe('the verdict', () => {
  test('of rounds that all passed says how many', () => {
    expect(verdictOf(steady)).toMatchObject({
      exitCode: 0,
      line: 'PASS  @kaelio/ktx 0.1.0 is releasable: 1 of 1 required smoke passed in each of 3 rounds in 4.9 s',
    });
  });

  test('of a required flake is a failure that is called flaky', () => {
    expect(verdictOf(flaky)).toEqual({
      state: 'failed',
      exitCode: 1,
      line: 'FAIL  @kaelio/ktx 0.1.0 is not releasable: 1 of 2 required smokes is flaky (a > is flaky), in 3 rounds',
      reasons: ['smoke a > is flaky is flaky: passed in 1 round, failed in 2, first in round 2'],
    });
  });

  test('of an advisory flake is a pass that tells it', () => {
    expect(verdictOf(flaky, advisory)).toMatchObject({
      exitCode: 0,
      line: 'PASS  @kaelio/ktx 0.1.0 is releasable: 1 of 1 required smoke passed in each of 3 rounds in 4.9 s; 1 advisory smoke is flaky',
    });
  });

  test('tells failures and flakes apart, and how many rounds there were when the first failure ended them', () => {
    const smokes: Rounds = {
      ...steady,
      'a > fails': ['failed', 'failed', 'failed'],
      'a > is flaky': ['passed', 'failed'],
    };
    expect(verdictOf(smokes, { asked: 9 })?.line).toBe(
      'FAIL  @kaelio/ktx 0.1.0 is not releasable: 1 of 3 required smokes failed (a > fails), 1 is flaky (a > is flaky), in 3 of 9 rounds',
    );
  });

  test('is incomplete when not all rounds ran, or one of them skipped a required smoke', () => {
    expect(verdictOf(steady, { asked: 4 })).toMatchObject({ exitCode: 4, reasons: ['3 of 4 rounds ran to their end'] });
    const skipped = verdictOf({ ...steady, 'a > skips': ['passed', 'skipped', 'passed'] });
    expect(skipped).toMatchObject({ exitCode: 4, reasons: ['1 of 2 required smokes skipped: no reason given'] });
  });

  test('is incomplete when a smoke was not there in every round', () => {
    const events = sampleRounds({ ...steady, 'a > is gone': ['passed', 'passed', 'passed'] }).filter(
      (event) =>
        event.type !== 'smoke-finished' || event.result.name !== 'a > is gone' || event.result.rounds?.passed !== 3,
    );
    expect(concluded(events).verdict).toMatchObject({
      exitCode: 4,
      reasons: ['smoke a > is gone did not run in every round'],
    });
  });

  test('of an interruption says how many rounds had finished, and what failed in them', () => {
    const smokes: Rounds = { ...steady, 'a > is flaky': ['passed', 'failed'] };
    const events = sampleRounds(smokes, { asked: 9 }).slice(0, -1);
    expect(concluded(events, { kind: 'interrupted', signal: 'SIGINT' }).verdict).toMatchObject({
      exitCode: 130,
      line: 'INTERRUPTED  @kaelio/ktx 0.1.0: SIGINT during smokes; 2 of 9 rounds had finished, 1 flaky',
    });
  });
});

describe('the summary', () => {
  test('has the median and the slowest time of each smoke, and the first failure of a flake', () => {
    const differs = { 'a > is flaky': flakyResult };
    const text = summaryText(reported(flaky, { differs }), { quiet: false, color: false });
    expect(text).toContain(
      [
        'Smokes of ktx-runtime@1, median and slowest of 3 rounds',
        '  FLAKY a > is flaky   200 ms  300 ms  passed in 1 round, failed in 2, first in round 2',
        '  pass  a > is steady  200 ms  300 ms',
        '',
      ].join('\n'),
    );
    expect(text).toMatch(
      /\nFlaky smokes: passed in some rounds, failed in others\na > is flaky .*\n {2}rounds\n {4}passed in 1 round, failed in 2, first in round 2, which is this:\n/,
    );
    expect(text).toContain("verify fixtures/ktx --only 'a > is flaky' --repeat 3\n");
    expect(text).not.toContain('Failed smokes');
  });

  test('tells failures before flakes, and when quiet no advisory flake', () => {
    const smokes = { ...flaky, 'z > fails': ['failed', 'failed', 'failed'] } satisfies Rounds;
    const text = summaryText(reported(smokes), { quiet: false, color: false });
    expect(text).toMatch(/\n\nFailed smokes\nz > fails[\s\S]*\n\nFlaky smokes: [^\n]*\na > is flaky/);
    expect(summaryText(reported(flaky, advisory), { quiet: true, color: false })).not.toContain('a > is flaky');
  });
});

describe('junit.xml', () => {
  test('has a required flake as a failure of its own type, and an advisory one as skipped', () => {
    const differs = { 'a > is flaky': flakyResult };
    const message = 'flaky: passed in 1 round, failed in 2, first in round 2: too late';
    expect(junitXml(reported(flaky, { differs }))).toContain(`<failure message="${message}" type="flaky">too late\n`);
    const told = { 'a > is flaky': { ...flakyResult, required: false } };
    const advised = junitXml(reported(flaky, { differs: told }));
    expect(advised).toContain(`<skipped message="advisory, ${message}">too late\n`);
    expect(advised).toContain('failures="0"');
  });
});

describe('the talk', () => {
  const talk = (smokes: Rounds, verbose: boolean): string[] =>
    recorded(sampleRounds(smokes))
      .flatMap((event) => eventLines(event, { verbose, stages: true }))
      .map((line) => renderLine(line, { color: false }))
      .filter((line) => !/preflight|pack|inspect|registry|publish|identity|install|verify|smokes|4242|B, /.test(line));

  test('has a line a round, and of each smoke the first failure alone', () => {
    expect(talk(flaky, false)).toEqual([
      '      round 1 of 3: 2 passed in 1.0 s',
      'FAIL  a > is flaky 200 ms',
      '      round 2 of 3: 1 passed, 1 failed in 2.0 s',
      '      round 3 of 3: 1 passed, 1 failed in 3.0 s',
    ]);
  });

  test('when verbose has every smoke of every round', () => {
    expect(talk(steady, true).filter((line) => line.includes('steady'))).toHaveLength(3);
    expect(talk(steady, true)).toContain('...   round 2 of 3');
  });

  test('in a terminal shows the round, and counts smokes, not failures', () => {
    let written = '';
    const stream = { columns: 100, write: (text: string) => (written += text), on: () => 0, off: () => 0 };
    const progress = liveProgress(stream, {
      color: false,
      verbose: false,
      now: () => Date.parse('2026-11-02T10:00:02Z'),
    });
    const events = recorded(sampleRounds({ ...flaky, 'a > fails': ['failed', 'failed', 'failed'] }));
    const last = events.findLastIndex(({ type }) => type === 'smoke-started');
    for (const event of events.slice(0, last + 1)) progress.onEvent(event);
    progress.close();
    expect(written).toMatch(/round 3 of 3, 2 of 3 smokes, 1 failed, 1 flaky {3}[\d.]+ s in all\n {2}a > fails/);
    expect(written).not.toContain('round 2 of 3: ');
  });
});
