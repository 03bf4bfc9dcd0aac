import { expect, test } from 'vitest';
import type { Report, Tools } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { concluded, sampleMatrixEvents, sampleSmoke, sampleTools } from '../report/sample-run.ts';
import { endOfReport } from './end-of-report.ts';
import { mergeCells } from './merge-cells.ts';
import type { Part } from './read-part.ts';
import { eventsOf } from './replay.ts';
import { requireAlike } from './require-alike.ts';

const cell = 'npm@11-node@22';

/** What one machine leaves of one of two shards. */
function shard(index: number, { tools = sampleTools, ...differs }: Partial<Report> = {}): Part {
  const events = sampleMatrixEvents([cell], [sampleSmoke(`a > ${index}`, { cell })]);
  const used = events.map((event) => (event.type === 'tools-found' ? { ...event, tools } : event));
  const matrix = { cells: [cell], shard: { index, of: 2 } };
  const report = concluded(used, { kind: 'completed' }, { matrix });
  return { name: `${index}`, dir: `/${index}`, report: { ...report, ...differs } };
}

const standIn: Tools = { ...sampleTools, uv: { path: '/x', version: '1', kind: 'stand-in' } };

test.each([1, 2])('a stand-in for uv on machine %d alone is the uv of the merged run', (index) => {
  const parts = [1, 2].map((each) => shard(each, each === index ? { tools: standIn } : {}));
  requireAlike(parts);
  const matrix = { cells: [cell], merged: [] };
  const report = concluded(eventsOf(parts, mergeCells([cell], parts), '/merged'), { kind: 'completed' }, { matrix });
  expect([report.state, report.tools?.uv?.kind]).toEqual(['passed', 'stand-in']);
});

test('half of the smokes of a cell on one system and half on another are refused', () => {
  const environment = { node: '24.21.0', platform: 'darwin', arch: 'arm64' };
  const refused = (): void => requireAlike([shard(1), shard(2, { environment })]);
  expect(refused).toThrow(InputError);
  expect(refused).toThrow(
    'merge: the system of cell npm@11-node@22 is not the same: 1 has linux x64, 2 has darwin arm64',
  );
  requireAlike([shard(1), shard(2)]);
});

test('a merged run ended when the first of its parts did, also where those were merged themselves', () => {
  const finishedAt = '2026-11-02T12:00:00.000Z';
  const of = (...ends: string[]): Report => ({
    ...shard(1, { finishedAt }).report,
    matrix: { cells: [cell], merged: ends.map((end) => ({ runId: 'r', dir: 'd', finishedAt: end })) },
  });
  expect(endOfReport(shard(1, { finishedAt }).report)).toBe(Date.parse(finishedAt));
  const early = '2026-11-01T12:00:00.000Z';
  expect(endOfReport(of(finishedAt, early))).toBe(Date.parse(early));
});
