import { expect, test } from 'vitest';
import type { Finding } from '../../schemas/types.ts';
import { acrossCells } from './across-cells.ts';
import { findingsSection } from './html/findings-section.ts';
import { markdownReport } from './markdown.ts';
import { nextStep } from './next-step.ts';
import { concluded, sampleFinding, sampleMatrixEvents } from './sample-run.ts';
import { summaryText } from './terminal/summary.ts';

const cells = ['npm@11-node@22', 'pnpm-node@22', 'bun-node@22'];
const inCell = (cell: string, port: number): Finding => ({
  ...sampleFinding,
  where: { stage: 'install', cell },
  message: `no answer on 127.0.0.1:${port}`,
});
const alike = cells.map((cell, at) => inCell(cell, 4000 + at));
const ofRun = { ...sampleFinding, where: {} };

test('the same in several cells is one, with the cells; what is of the run is not one of a cell', () => {
  const other = { ...inCell('bun-node@22', 1), message: 'another' };
  expect(acrossCells([ofRun, ...alike, ofRun, other]).map(({ found, cells: told }) => [found.message, told])).toEqual([
    [ofRun.message, []],
    ['no answer on 127.0.0.1:4000', cells],
    [ofRun.message, []],
    ['another', ['bun-node@22']],
  ]);
});

test('terminal, page, summary and verdict tell it once, with its next step', () => {
  const events = [
    ...sampleMatrixEvents(cells, []),
    ...alike.map((found) => ({ type: 'finding' as const, finding: found })),
  ];
  const report = concluded(events, { kind: 'completed' }, { matrix: { cells } });
  const texts = [
    summaryText(report, { quiet: true, color: false }),
    String(findingsSection(report)),
    markdownReport(report),
    report.verdict?.reasons.join('\n') ?? '',
  ];
  for (const text of texts) {
    expect(text.match(/no answer on/g)).toHaveLength(text.startsWith('## ') ? 2 : 1);
    for (const cell of cells) expect(text.replaceAll('&#64;', '@')).toContain(cell);
  }
  expect(nextStep(report)).toBe('Next: Add dist to "files" in package.json.');
  expect(report.findings).toHaveLength(3);
});
