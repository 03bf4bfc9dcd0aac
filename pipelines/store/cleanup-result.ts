/** What a deleting command did, said in a bounded number of lines, or in full as JSON; and its exit code. */
import type { CleanupItem, CleanupReport } from '../../schemas/types.ts';
import { formatBytes, formatInteger } from '../report/quantities.ts';
import { type Line, type Meaning, span } from '../report/terminal/line.ts';
import { type CommandIo, sayDocument, sayLines } from '../run/command-io.ts';
import { columnLines } from '../run/run-lines.ts';
import { type Consent, carryOut, mayAct, type Planned } from './plan.ts';

const shown = 20;
/** What needs a reader most comes first. */
const order = ['refused', 'not found', 'deleted', 'would delete', 'kept'] as const satisfies CleanupItem['result'][];
const meanings: Partial<Record<CleanupItem['result'], Meaning>> = {
  refused: 'warn',
  'not found': 'warn',
  kept: 'faint',
};

/**
 * Carries out the plan if `consent` says so, and says what came of each item.
 * @returns 1 when anything was refused or not found, else 0
 */
export async function settlePlan(
  command: CleanupReport['command'],
  plan: readonly Planned[],
  options: Consent & { json?: boolean | undefined },
  io: CommandIo,
): Promise<number> {
  const items = await carryOut(plan, options, io.signal);
  const report: CleanupReport = { schemaVersion: 1, command, acted: mayAct(options), items, summary: sum(items) };
  if (options.json) await sayDocument(io, 'cleanup-report', report);
  else await sayLines(io, reportLines(report, options));
  return report.summary.refused + report.summary.notFound > 0 ? 1 : 0;
}

function sum(items: readonly CleanupItem[]): CleanupReport['summary'] {
  const count = (result: CleanupItem['result']): number => items.filter((item) => item.result === result).length;
  const freed = items.filter(({ result }) => result === 'deleted' || result === 'would delete');
  return {
    deleted: count('deleted'),
    wouldDelete: count('would delete'),
    kept: count('kept'),
    refused: count('refused'),
    notFound: count('not found'),
    bytes: freed.reduce((total, { bytes }) => total + bytes, 0),
  };
}

function reportLines({ items, summary, acted }: CleanupReport, { force }: Consent): Line[] {
  const sorted = order.flatMap((result) => items.filter((item) => item.result === result));
  const rows = sorted.slice(0, shown).map((item) => {
    const means = meanings[item.result];
    return [
      means ? span(means, item.result) : item.result,
      item.kind,
      item.name,
      item.bytes > 0 ? formatBytes(item.bytes) : '',
      item.reason,
    ];
  });
  const more = sorted.length - rows.length;
  return [
    ...columnLines(rows),
    ...(more > 0 ? [[span('faint', `... and ${formatInteger(more)} more; --json gives all`)]] : []),
    [totals(summary, acted)],
    ...(acted ? [] : [[`Nothing was changed${force ? ', for --dry-run was given' : ': add --force to delete'}.`]]),
  ];
}

function totals(summary: CleanupReport['summary'], acted: boolean): string {
  const done = acted ? `${summary.deleted} deleted` : `${summary.wouldDelete} would be deleted`;
  const rest = [
    summary.kept > 0 ? `${summary.kept} kept` : '',
    summary.refused > 0 ? `${summary.refused} refused` : '',
    summary.notFound > 0 ? `${summary.notFound} not found` : '',
  ].filter((part) => part !== '');
  return `${[`${done} (${formatBytes(summary.bytes)})`, ...rest].join(', ')}.`;
}
