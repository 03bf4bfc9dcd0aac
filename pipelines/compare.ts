/** `shakedown compare`: what is different in the second of two runs. */
import type { CellChange, Comparison, FileChange, SmokeChange } from '../schemas/types.ts';
import { describeFinding } from './findings/finding.ts';
import { inCell } from './report/cell-names.ts';
import { compareReports } from './report/compare-reports.ts';
import { singleLine } from './report/foreign-text.ts';
import { formatBytes, formatDuration, plural } from './report/quantities.ts';
import { recordedReport } from './report/recorded-report.ts';
import { type Line, type Span, span } from './report/terminal/line.ts';
import { type CommandIo, sayDocument, sayLines } from './run/command-io.ts';

/** @returns 0, also when something is worse: that is a result, not a failure. @throws InputError for a run that there is not */
export async function compare(
  before: string,
  after: string,
  { json = false }: { json?: boolean },
  io: CommandIo,
): Promise<number> {
  const comparison = compareReports(recordedReport(before, io).report, recordedReport(after, io).report);
  if (json) await sayDocument(io, 'comparison', comparison);
  else await sayLines(io, linesOf(comparison));
  return 0;
}

/** Of many changes so many are shown. */
const shown = 20;

function linesOf({ before, after, sameBytes, cells, smokes, times, findings, files }: Comparison): Line[] {
  const lines: Line[] = [
    [span('faint', 'before  '), `${before.runId}  ${singleLine(before.line ?? before.state)}`],
    [span('faint', 'after   '), `${after.runId}  ${singleLine(after.line ?? after.state)}`],
    ...(sameBytes === null ? [] : [[sameBytes ? 'Both verified the same bytes.' : 'They verified different bytes.']]),
    ...section('Cells', cells, (change) => [outcomeSpan(change), `  ${change.id}${advisory(change)}`]),
    ...section('Smokes', smokes, (change) => [
      outcomeSpan(change),
      `  ${singleLine(inCell(change.name, change.cell))}${advisory(change)}`,
    ]),
    ...section('Findings that appeared', findings.appeared, (found) => [
      `  ${found.severity} ${describeFinding(found)}`,
    ]),
    ...section('Findings that are gone', findings.gone, (found) => [`  ${found.severity} ${describeFinding(found)}`]),
    ...section('Files of the artifact', files, fileLine),
    ...section('Times', times, ({ name, beforeMs, afterMs, ratio }) => [
      `  ${formatDuration(beforeMs)} -> ${formatDuration(afterMs)}  (x ${ratio.toFixed(2)})  ${singleLine(name)}`,
    ]),
  ];
  if (
    cells.length + smokes.length + findings.appeared.length + findings.gone.length + files.length + times.length ===
    0
  )
    lines.push(['Nothing is different.']);
  return lines;
}

function outcomeSpan({ before, after }: SmokeChange | CellChange): Span {
  const words = `  ${(before ?? 'not run').padEnd(8)} -> ${(after ?? 'not run').padEnd(8)}`;
  if (after === 'passed') return span('good', words);
  return before === 'passed' ? span('bad', words) : words;
}

function advisory({ required }: SmokeChange | CellChange): string {
  return required ? '' : ' (advisory)';
}

function fileLine({ path, before, after, contents, mode }: FileChange): Line {
  const what = before === null ? 'added' : after === null ? 'removed' : 'changed';
  const notes = [...(contents ? ['other contents'] : []), ...(mode ? ['other permissions'] : [])];
  return [
    `  ${what.padEnd(7)}  ${singleLine(path)}  ${sizes(before, after)}`,
    span('faint', notes.map((note) => `  ${note}`).join('')),
  ];
}

function section<T>(title: string, items: readonly T[], line: (item: T) => Line): Line[] {
  if (items.length === 0) return [];
  const more = items.length - shown;
  return [
    [title],
    ...items.slice(0, shown).map(line),
    ...(more > 0 ? [[`  and ${plural(more, 'other')} (--json has all)`]] : []),
  ];
}

/** What cannot be told apart in rounded sizes is told in bytes. */
function sizes(before: number | null, after: number | null): string {
  if (before === null || after === null) return formatBytes(before ?? after ?? 0);
  const [was, is] = [formatBytes(before), formatBytes(after)];
  if (was !== is) return `${was} -> ${is}`;
  return before === after ? is : `${is}, ${after > before ? '+' : '-'}${formatBytes(Math.abs(after - before))}`;
}
