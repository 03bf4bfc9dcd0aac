/** The cells of all parts as one: what a cell's shards come to, and what nobody has tried. Pure. */
import type { Cell, CellOutcome, Finding } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { hostCell } from '../report/cell-names.ts';
import { plural } from '../report/quantities.ts';
import { missingPartCommand, sameRunCommand } from '../report/rerun-command.ts';
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
    const tried = parts.flatMap(({ report }): Tried[] => {
      const cell = report.cells.find((each) => each.id === id);
      return cell ? [{ cell, shard: report.matrix?.shard }] : [];
    });
    const [first] = tried;
    if (!first) {
      findings.push(weighed(finding('cell-missing', { cell: id, ...madeUp(parts, id) }), [id]));
      return [];
    }
    const missing = missingShards(tried.map(({ shard }) => shard));
    findings.push(
      ...missing.map((shard) =>
        weighed(finding('shard-missing', { cell: id, shard, ...madeUp(parts, id, shard) }, { cell: id }), [id]),
      ),
    );
    const worst = worstFirst(tried)[0] ?? first;
    const { reason: _, durationMs: __, ...cell } = { ...first.cell, outcome: worst.cell.outcome };
    const reason = reasonOf(tried, missing);
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

interface Tried {
  cell: Cell;
  shard: { index: number; of: number } | undefined;
}

/** Of so many shards the reasons are told. */
const toldReasons = 3;

/** Why it did not come out as it should: what is missing, then what its shards say, the worst first, alike ones once. */
function reasonOf(tried: readonly Tried[], missing: readonly string[]): string | undefined {
  const told = new Map<string, string[]>();
  for (const { cell, shard } of worstFirst(tried)) {
    if (cell.reason === undefined) continue;
    told.set(cell.reason, [...(told.get(cell.reason) ?? []), ...(shard ? [`${shard.index}/${shard.of}`] : [])]);
  }
  const [only, ...others] = told;
  if (only && others.length === 0 && missing.length === 0 && only[1].length === (tried[0]?.shard?.of ?? 0))
    return only[0];
  const reasons = [...told].map(([reason, shards]) => (shards.length > 0 ? `${shardsOf(shards)}: ${reason}` : reason));
  const left = reasons.length - toldReasons;
  const parts = [
    ...(missing.length > 0 ? [`${shardsOf(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`] : []),
    ...reasons.slice(0, toldReasons),
    ...(left > 0 ? [`and ${plural(left, 'other reason')}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : undefined;
}

function shardsOf(shards: readonly string[]): string {
  return `${shards.length === 1 ? 'shard' : 'shards'} ${shards.join(', ')}`;
}

function worstFirst(tried: readonly Tried[]): Tried[] {
  return tried.toSorted(
    (a, b) =>
      byWeight.indexOf(a.cell.outcome) - byWeight.indexOf(b.cell.outcome) ||
      (a.shard?.index ?? 1) - (b.shard?.index ?? 1),
  );
}

/** How a part that is missing is made up for: the command, and where it leaves its evidence. */
function madeUp([first]: readonly Part[], cell: string, shard?: string): { out: string; command: string } {
  const out = `../part${cell === hostCell ? '' : `-${cell}`}${shard === undefined ? '' : `-${shard.replace('/', '-of-')}`}`;
  const part = { cell, out, ...(shard === undefined ? {} : { shard }) };
  return { out, command: first ? missingPartCommand(first.report, part) : 'shakedown verify' };
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
  if (came) return [];
  const command = sameRunCommand(report);
  const args = { dir: name, state, line: verdict?.line ?? 'no verdict', ...(command === undefined ? {} : { command }) };
  return [finding('merged-run-unfinished', args)];
}
