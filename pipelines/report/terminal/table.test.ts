import { expect, test } from 'vitest';
import { renderLine } from './line.ts';
import { type Row, tableLines } from './table.ts';

function table(rows: readonly Row[], columns?: number): string[] {
  return tableLines(rows, columns).map((line) => renderLine(line, { color: false }));
}

const rows: Row[] = [
  { word: 'pass', name: '寸法', durationMs: 1240 },
  { word: 'n/a', name: 'drive letters' },
  { word: 'skip', name: 'lazy', note: 'no uv' },
];

test('columns are straight, wide letters or none, and no row ends in spaces', () => {
  expect(table(rows)).toEqual([
    '  pass  寸法           1.2 s',
    '  n/a   drive letters',
    '  skip  lazy                  no uv',
  ]);
});

test('in a narrow terminal names give way to times, down to eight columns', () => {
  expect(table(rows, 26)).toEqual([
    '  pass  寸法         1.2 s',
    '  n/a   drive lett…',
    '  skip  lazy                no uv',
  ]);
  expect(table(rows, 3)[1]).toBe('  n/a   drive l…');
});

test('no rows make no lines', () => {
  expect(table([])).toEqual([]);
});
