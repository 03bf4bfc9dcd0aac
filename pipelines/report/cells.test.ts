import { describe, expect, test } from 'vitest';
import type { Cell, Report, SmokeResult } from '../../schemas/types.ts';
import type { EventBody } from '../run/event-body.ts';
import { axesOf, inCell } from './cell-names.ts';
import { concluded, reportOf, sampleEvents, sampleFinding, sampleMatrixEvents, sampleSmoke } from './sample-run.ts';
import { cellLines } from './terminal/cell-grid.ts';
import { renderLine } from './terminal/line.ts';

const cells = ['npm@11-node@22', 'pnpm-node@22'];
const smoke = (cell: string, differs: Partial<SmokeResult> = {}) =>
  sampleSmoke('daemon > starts', { cell, ...differs });
const smokes = cells.map((cell) => smoke(cell));
const matrix = { cells };

/** How a run over both cells ends, with these events at its end and the cells different in this. */
function endOf(
  results: readonly SmokeResult[],
  {
    differs = {},
    more = [],
    told = matrix,
    tried = cells,
  }: {
    differs?: Record<string, Partial<Cell>>;
    more?: EventBody[];
    told?: NonNullable<Report['matrix']>;
    tried?: string[];
  } = {},
) {
  const { verdict } = concluded(
    [...sampleMatrixEvents(tried, results, differs), ...more],
    { kind: 'completed' },
    { matrix: told },
  );
  return verdict;
}

describe('the verdict over cells', () => {
  test('is a pass when every one has passed, and says in how many', () => {
    expect(endOf(smokes)).toMatchObject({
      exitCode: 0,
      line: 'PASS  @kaelio/ktx 0.1.0 is releasable: 2 of 2 required smokes passed in 2 cells in 4.9 s',
    });
  });

  test('fails with one smoke in one cell, and names both', () => {
    const bad = smoke('pnpm-node@22', { outcome: 'failed' });
    const verdict = endOf([smoke(cells[0] ?? ''), bad], { differs: { 'pnpm-node@22': { outcome: 'failed' } } });
    expect(verdict).toMatchObject({ exitCode: 1, reasons: ['smoke daemon > starts [pnpm-node@22] failed'] });
    expect(verdict?.line).toMatch(
      / is not releasable: 1 of 2 required smokes failed in pnpm-node@22 \(daemon > starts\)$/,
    );
  });

  test('names the cells, and each fact once', () => {
    const bad = cells.flatMap((cell) => [
      smoke(cell, { outcome: 'failed' }),
      sampleSmoke('daemon > stops', { cell, outcome: cell.startsWith('pnpm') ? 'failed' : 'passed' }),
    ]);
    const failed = { outcome: 'failed' as const };
    const differs = Object.fromEntries(cells.map((id) => [id, failed]));
    expect(endOf(bad, { differs })?.line).toMatch(
      / is not releasable: 3 of 4 required smokes failed in npm@11-node@22 and pnpm-node@22$/,
    );
    const found = { ...sampleFinding, where: { stage: 'install', cell: 'pnpm-node@22' } };
    const more: EventBody[] = [{ type: 'finding', finding: found }];
    expect(endOf(smokes, { differs, more })?.line).toMatch(
      / is not releasable: 1 finding in pnpm-node@22 \(bin-missing\), cell npm@11-node@22 failed$/,
    );
  });

  test('of this machine alone says no cell: it is no other than the run', () => {
    const host = ['host'];
    const verdict = endOf([sampleSmoke('a > b', { cell: 'host', outcome: 'failed' })], {
      told: { cells: host, shard: { index: 1, of: 2 } },
      tried: host,
      differs: { host: { outcome: 'failed' } },
    });
    expect(verdict?.line).toBe(
      'FAIL (shard 1/2)  @kaelio/ktx 0.1.0 is not releasable: 1 of 1 required smoke failed (a > b)',
    );
    const found = endOf([], {
      told: { cells: host },
      tried: host,
      differs: { host: { outcome: 'failed' } },
      more: [{ type: 'finding', finding: sampleFinding }],
    });
    expect(found?.line).toBe('FAIL  @kaelio/ktx 0.1.0 is not releasable: 1 finding (bin-missing)');
  });

  test('of many cells names some, and counts the others', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}-node@22`);
    const bad = many.map((cell) => smoke(cell, { outcome: 'failed' }));
    expect(endOf(bad, { tried: many, told: { cells: many } })?.line).toContain(
      'failed in a-node@22, b-node@22, c-node@22 and 2 other cells (daemon > starts)',
    );
  });

  test('fails with a finding in a required cell', () => {
    const found = { ...sampleFinding, where: { stage: 'install', cell: 'pnpm-node@22' } };
    const verdict = endOf(smokes, { more: [{ type: 'finding', finding: found }] });
    expect(verdict?.reasons[0]).toMatch(/^bin-missing \[pnpm-node@22\]: /);
  });

  test('a stage that failed in a cell is told with it, unless the cell is advisory', () => {
    const failed: EventBody = {
      type: 'stage-finished',
      stage: 'install',
      cell: 'pnpm-node@22',
      outcome: 'failed',
      durationMs: 1,
    };
    expect(endOf(smokes, { more: [failed] })?.reasons).toEqual(['stage install [pnpm-node@22] failed']);
    const advisory = { 'pnpm-node@22': { required: false, outcome: 'failed' as const } };
    const verdict = endOf([smoke(cells[0] ?? '')], { more: [failed], differs: advisory });
    expect(verdict).toMatchObject({ exitCode: 0, line: expect.stringContaining('; 1 advisory cell failed') });
  });

  test('is incomplete when a required cell was not tried, or not to its end', () => {
    const events = sampleMatrixEvents(cells, smokes).filter(
      (event) => !('cell' in event && event.cell === 'pnpm-node@22'),
    );
    const own = events.filter((event) => !(event.type === 'smoke-finished' && event.result.cell === 'pnpm-node@22'));
    expect(concluded(own, { kind: 'completed' }, { matrix }).verdict).toMatchObject({
      exitCode: 4,
      reasons: ['cell pnpm-node@22 was not tried'],
    });
    const cut = sampleMatrixEvents(cells, smokes).filter(
      (event) => !('stage' in event && event.stage === 'identity' && event.cell === 'pnpm-node@22'),
    );
    expect(concluded(cut, { kind: 'completed' }, { matrix }).verdict?.reasons).toEqual([
      'stage identity [pnpm-node@22] did not run',
    ]);
  });

  test('fails when a cell that is wanted is not there at all', () => {
    const verdict = endOf([smoke(cells[0] ?? '')], { tried: [cells[0] ?? ''] });
    expect(verdict).toMatchObject({ exitCode: 1, reasons: ['cell pnpm-node@22 is missing: nobody has tried it'] });
  });

  test('asks nothing of a cell that cannot be', () => {
    const differs = { 'pnpm-node@22': { outcome: 'not-applicable' as const } };
    expect(endOf([smoke(cells[0] ?? '')], { differs })?.exitCode).toBe(0);
  });

  test.for([
    [{ cells, chosen: ['npm@11-node@22'] }, 'PASS (cell npm@11-node@22)', 'nothing is said of the other cells'],
    [{ cells, shard: { index: 1, of: 3 } }, 'PASS (shard 1/3)', 'nothing is said of the other smokes'],
  ] as const)('of a part of the matrix says which, and not releasable', ([told, head, note]) => {
    const tried = 'chosen' in told ? [...told.chosen] : cells;
    const results = smokes.filter(({ cell }) => tried.includes(cell ?? ''));
    const chosen = 'chosen' in told ? { chosen: [...told.chosen] } : { shard: told.shard };
    const verdict = endOf(results, { told: { cells, ...chosen }, tried });
    expect(verdict?.exitCode).toBe(0);
    expect(verdict?.line).toContain(head);
    expect(verdict?.line).toContain(note);
    expect(verdict?.line).not.toContain('releasable');
  });
});

describe('the report', () => {
  test('keeps results, stages and hand-overs of cells apart, and tells those of the first as the run’s', () => {
    const other = [{ at: 'local file' as const, expected: 'x', found: 'x', same: true }];
    const report = reportOf(
      [...sampleMatrixEvents(cells, smokes), { type: 'identity-proved', cell: 'pnpm-node@22', handovers: other }],
      { matrix },
    );
    expect(report.smokes.map(({ cell }) => cell)).toEqual(cells);
    expect(report.counts).toMatchObject({ planned: 2, required: { passed: 2 } });
    expect(report.stages.flatMap(({ stage, cell }) => (cell === undefined ? [] : `${stage} ${cell}`))).toHaveLength(6);
    expect(report.handovers).toHaveLength(5);
    expect(report.cells.map(({ outcome, handovers }) => [outcome, handovers?.length])).toEqual([
      ['passed', 5],
      ['passed', 1],
    ]);
  });

  test('of a run that was cut off says which cell it was in', () => {
    const events = sampleMatrixEvents(cells, smokes).filter(({ type }) => type !== 'cell-finished');
    expect(concluded(events, { kind: 'interrupted', signal: 'SIGINT' }, { matrix }).cells).toMatchObject([
      { outcome: 'interrupted' },
      { outcome: 'interrupted' },
    ]);
  });

  test('of an ordinary run has no cell before one is told, and is judged all the same', () => {
    const report = concluded(sampleEvents([sampleSmoke('a > b')]));
    expect([report.cells, report.verdict?.exitCode]).toEqual([[], 0]);
  });
});

describe('the grid', () => {
  const lines = (report: Report): string[] => cellLines(report).map((line) => renderLine(line, { color: false }));

  test('has a row a manager, a column a Node, a blank for no pair, a hyphen for another machine’s, reasons below', () => {
    const all = ['npm@11-node@22', 'npm@11-node@24', 'pnpm-node@22', 'pnpm-node@24', 'npm@compatible-node@22.0.0'];
    const tried = ['npm@11-node@22', 'pnpm-node@22', 'npm@compatible-node@22.0.0'];
    const differs = {
      'pnpm-node@22': { outcome: 'failed' as const, required: false, reason: 'install: cell-install-failed' },
    };
    const report = concluded(
      sampleMatrixEvents(tried, [], differs),
      { kind: 'completed' },
      { matrix: { cells: all, chosen: tried } },
    );
    expect(lines(report)).toEqual([
      'Cells             node@22     node@24  node@22.0.0',
      '  npm@11          pass 2.5 s  -                   ',
      '  pnpm            fail 2.5 s  -                   ',
      '  npm@compatible                       pass 2.5 s ',
      '  fail pnpm-node@22 (advisory)  install: cell-install-failed',
    ]);
  });

  test('is not for a run on this machine alone', () => {
    expect(lines(reportOf(sampleEvents([])))).toEqual([]);
    expect(lines(reportOf(sampleEvents([]), { matrix: { cells: ['host'], shard: { index: 1, of: 2 } } }))).toEqual([]);
  });
});

test('a cell’s id is its manager and its Node', () => {
  expect(axesOf('npm@compatible-node@22.0.0')).toEqual({ pm: 'npm@compatible', node: 'node@22.0.0' });
  expect(axesOf('host')).toEqual({ pm: 'host', node: 'host' });
  expect([inCell('smokes', 'host'), inCell('smokes', undefined), inCell('smokes', 'x-node@1')]).toEqual([
    'smokes',
    'smokes',
    'smokes [x-node@1]',
  ]);
});
