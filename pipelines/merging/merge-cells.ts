/** The cells of all parts as one: what a cell's shards come to, and what nobody has tried. Pure. */
import type { Cell, CellOutcome, Finding } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import type { Part } from './read-part.ts';

export interface MergedCells {
  cells: Cell[];
  /** What is missing, and what did not come to its end. */
  findings: Finding[];
}

/** The worst first. */
const byWeight: readonly CellOutcome[] = [
  'failed',
  'interrupted',
  'running',
  'not-run',
  'incomplete',
  'passed',
  'not-applicable',
];

/**
 * Whoever is missing has failed: an advisory cell as one that decides nothing.
 * @param wanted the ids of all cells
 */
export function mergeCells(wanted: readonly string[], parts: readonly Part[]): MergedCells {
  const advisory = parts.flatMap(({ report }) => report.matrix?.advisory ?? []);
  const weighed = (found: Finding, cells: readonly string[]): Finding =>
    cells.every((id) => advisory.includes(id)) ? { ...found, severity: 'warning' } : found;
  const findings = parts.flatMap((part) =>
    unfinished(part).map((found) => weighed(found, part.report.matrix?.chosen ?? wanted)),
  );
  const cells = wanted.flatMap((id): Cell[] => {
    const tried = parts.flatMap(({ report }) => {
      const cell = report.cells.find((each) => each.id === id);
      return cell ? { cell, shard: report.matrix?.shard } : [];
    });
    const [first] = tried;
    if (!first) {
      findings.push(weighed(finding('cell-missing', { cell: id }), [id]));
      return [];
    }
    const missing = missingShards(tried.map(({ shard }) => shard));
    findings.push(
      ...missing.map((shard) => weighed(finding('shard-missing', { cell: id, shard }, { cell: id }), [id])),
    );
    const worst =
      tried.toSorted((a, b) => byWeight.indexOf(a.cell.outcome) - byWeight.indexOf(b.cell.outcome))[0] ?? first;
    const { reason: _, durationMs: __, ...cell } = { ...first.cell, outcome: worst.cell.outcome };
    const reason = missing.length > 0 ? `shard ${missing.join(', ')} is missing` : worst.cell.reason;
    const busy = tried.flatMap(({ cell: { durationMs } }) => durationMs ?? []);
    return [
      {
        ...cell,
        ...(missing.length > 0 && cell.outcome === 'passed' ? { outcome: 'incomplete' as const } : {}),
        primary: id === wanted[0],
        ...(reason === undefined ? {} : { reason }),
        ...(busy.length > 0 ? { durationMs: busy.reduce((sum, each) => sum + each, 0) } : {}),
      },
    ];
  });
  return { cells, findings };
}

function missingShards(shards: readonly ({ index: number; of: number } | undefined)[]): string[] {
  const of = shards[0]?.of ?? 1;
  const there = new Set(shards.map((shard) => shard?.index ?? 1));
  return Array.from({ length: of }, (_, at) => at + 1)
    .filter((index) => !there.has(index))
    .map((index) => `${index}/${of}`);
}

/** A machine whose run did not come to a verdict, or came to none about the package. */
function unfinished({ name, report }: Part): Finding[] {
  const { state, verdict } = report;
  const came =
    state === 'passed' || state === 'failed' || (state === 'incomplete' && report.preflight?.ready !== false);
  return came ? [] : [finding('merged-run-unfinished', { dir: name, state, line: verdict?.line ?? 'no verdict' })];
}
