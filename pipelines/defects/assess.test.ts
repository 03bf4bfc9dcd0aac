import { describe, expect, test } from 'vitest';
import type { Defect, DefectResult } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { healthyOf, notReached, resultOf, scoreOf, stateOf, usesOf } from './assess.ts';
import type { Examination, SeenSmoke } from './orders.ts';

const defect: Defect = {
  id: 'd',
  area: 'prune',
  title: 't',
  suffers: 's',
  change: [{ file: 'a', delete: true }],
  caughtBy: { smoke: 'prune > a' },
};
const smoke = (name: string, outcome: SeenSmoke['outcome'], says?: string): SeenSmoke => ({
  name,
  suite: 'x',
  outcome,
  ...(says === undefined ? {} : { says }),
});
const seen = (...smokes: SeenSmoke[]): Examination => ({ how: 'overlaid', findings: [], smokes, durationMs: 1 });
const missing = finding('defect-none-chosen', { only: 'x', count: 1 });

describe('a defect', () => {
  const cases: [DefectResult['outcome'], string, Examination][] = [
    ['caught', 'the smoke that the kit names fails', seen(smoke('prune > a', 'failed', 'because'))],
    ['caught by another', 'only another smoke fails', seen(smoke('prune > a', 'passed'), smoke('b > b', 'failed'))],
    ['caught by another', 'a finding ends it before that smoke', { ...seen(), findings: [missing] }],
    ['not caught', 'all smokes pass', seen(smoke('prune > a', 'passed'), smoke('b > b', 'passed'))],
    ['not caught', 'another smoke was skipped', seen(smoke('b > b', 'skipped', 'no uv'), smoke('prune > a', 'passed'))],
    ['not examined', 'that smoke was skipped', seen(smoke('prune > a', 'skipped', 'no uv'))],
  ];
  test.each(cases)('is %s when %s', (outcome, _, examination) => {
    expect(resultOf(defect, examination).outcome).toBe(outcome);
  });

  test('that a finding is to catch is not caught by a smoke', () => {
    const expected = { ...defect, caughtBy: { finding: missing.code } };
    expect(resultOf(expected, { ...seen(), findings: [missing] }).outcome).toBe('caught');
    expect(resultOf(expected, seen(smoke(missing.code, 'failed'))).outcome).toBe('caught by another');
    const other = finding('defect-changes-nothing', { integrity: 'x' });
    expect(resultOf(expected, { ...seen(), findings: [other] }).outcome).toBe('caught by another');
  });

  test('has its alarms with their first words', () => {
    const { alarms } = resultOf(defect, { ...seen(smoke('prune > a', 'failed', 'because')), findings: [missing] });
    expect(alarms).toEqual([
      { finding: missing.code, says: missing.message },
      { smoke: 'prune > a', suite: 'x', says: 'because' },
    ]);
  });

  test('that was not reached says why', () => {
    expect(notReached(defect, 'interrupted')).toMatchObject({ outcome: 'not reached', reason: 'interrupted' });
  });
});

const healthy = healthyOf(seen(smoke('prune > a', 'passed')));
const result = (outcome: DefectResult['outcome'], area: Defect['area'] = 'prune'): DefectResult => ({
  id: 'd',
  area,
  title: 't',
  expected: defect.caughtBy,
  outcome,
  alarms: [],
});

describe('the run', () => {
  test('passes when all are caught and the healthy package passes', () => {
    expect(stateOf([result('caught')], healthy)).toBe('passed');
  });
  test.each(['not caught', 'caught by another'] as const)('fails when one is %s', (outcome) => {
    expect(stateOf([result('caught'), result(outcome), result('not examined')], healthy)).toBe('failed');
  });
  test('fails by a false alarm, though all defects are caught', () => {
    expect(stateOf([result('caught')], healthyOf(seen(smoke('prune > a', 'failed'))))).toBe('failed');
  });
  test('is incomplete when something was skipped, or nothing is known of the healthy package', () => {
    expect(stateOf([result('not examined')], healthy)).toBe('incomplete');
    expect(stateOf([result('caught')], healthyOf(seen(smoke('a', 'passed'), smoke('b', 'skipped'))))).toBe(
      'incomplete',
    );
    expect(stateOf([result('caught')], healthyOf(undefined))).toBe('incomplete');
    expect(stateOf([result('caught')], healthyOf(seen()))).toBe('incomplete');
  });
});

test('only what is caught by what the kit names counts', () => {
  const results = [
    result('caught'),
    result('caught by another'),
    result('not caught', 'daemon'),
    result('not examined', 'daemon'),
    result('not reached', 'daemon'),
    result('not reached', 'daemon'),
  ];
  expect(scoreOf(results)).toEqual({
    total: 6,
    reached: 4,
    caught: 1,
    byArea: [
      { area: 'daemon', total: 4, reached: 2, caught: 0 },
      { area: 'prune', total: 2, reached: 2, caught: 1 },
    ],
  });
});

test('a smoke that notices no defect comes first', () => {
  const alarm = (name: string): DefectResult => ({
    ...result('caught'),
    alarms: [{ smoke: name, suite: 'x', says: '' }],
  });
  const uses = usesOf(seen(smoke('a', 'passed'), smoke('b', 'passed')), [alarm('a'), alarm('a')]);
  expect(uses).toEqual([
    { suite: 'x', smoke: 'b', catches: 0 },
    { suite: 'x', smoke: 'a', catches: 2 },
  ]);
});
