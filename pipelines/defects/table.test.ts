import { expect, test } from 'vitest';
import type { DefectResult, DefectsReport } from '../../schemas/types.ts';
import { renderLine } from '../report/terminal/line.ts';
import { scoreOf } from './assess.ts';
import { reportLines, verdictLine } from './table.ts';

const result = (id: string, outcome: DefectResult['outcome'], more: Partial<DefectResult> = {}): DefectResult => ({
  id,
  area: 'prune',
  title: `${id} is wrong`,
  expected: { smoke: 'prune > a' },
  outcome,
  alarms: [],
  ...more,
});

function shown(state: DefectsReport['state'], defects: DefectResult[], more: Partial<DefectsReport> = {}): string[] {
  const report: Omit<DefectsReport, 'line'> = {
    schemaVersion: 1,
    runId: 'r',
    shakedownVersion: '0.0.0',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 61_000,
    state,
    exitCode: 0,
    thorough: false,
    suites: [],
    score: scoreOf(defects),
    healthy: { outcome: 'passed', passed: 7, skipped: 0, falseAlarms: [] },
    defects,
    evidence: '/runs/r',
    ...more,
  };
  const lines = reportLines({ ...report, line: verdictLine(report) });
  return lines.map((line) => renderLine(line, { color: false }).trimEnd());
}

test('what an interrupted run has not reached is told apart from what nobody noticed', () => {
  const lines = shown('interrupted', [
    result('a', 'caught', { how: 'overlaid', alarms: [{ smoke: 'prune > a', suite: 'x', says: 'no' }] }),
    result('b', 'not caught', { how: 'overlaid' }),
    result('c', 'not reached', { reason: 'the run was interrupted' }),
    result('d', 'not reached', { reason: 'the run was interrupted' }),
  ]);
  expect(lines[0]).toMatch(/^INTERRUPTED {2}1 of 2 defects caught by what the kit names, 2 not reached; /);
  const [from, to] = [lines.indexOf(''), lines.indexOf('', 2)];
  expect(lines.slice(from + 2, to).map((line) => line.split(/ +/).slice(0, 2))).toEqual([
    ['caught', 'a'],
    ['MISSED', 'b'],
  ]);
  expect(lines).toContain('2 defects not reached: the run was interrupted');
  expect(lines).toContain('  c, d');
  expect(lines).toContain('Score     prune 1/2');
});

test('a run to its end does not speak of reaching', () => {
  const lines = shown('failed', [result('b', 'not caught', { how: 'overlaid' })]);
  expect(lines.join('\n')).not.toContain('reached');
  expect(lines).toEqual(
    expect.arrayContaining(['  b is wrong', '  expected  prune > a', '  again     shakedown defects --only b']),
  );
});
