/** `shakedown compare`: what is different in the second of two runs. */
import type { Comparison, SmokeChange } from '../schemas/types.ts';
import { describeFinding } from './findings/finding.ts';
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

function linesOf({ before, after, sameBytes, smokes, times, findings, files }: Comparison): Line[] {
  const lines: Line[] = [
    [span('faint', 'before  '), `${before.runId}  ${singleLine(before.line ?? before.state)}`],
    [span('faint', 'after   '), `${after.runId}  ${singleLine(after.line ?? after.state)}`],
    ...(sameBytes === null ? [] : [[sameBytes ? 'Both verified the same bytes.' : 'They verified different bytes.']]),
    ...section('Smokes', smokes, (change) => [
      outcomeSpan(change),
      `  ${singleLine(change.name)}${change.required ? '' : ' (advisory)'}`,
    ]),
    ...section('Findings that appeared', findings.appeared, (found) => [
      `  ${found.severity} ${describeFinding(found)}`,
    ]),
    ...section('Findings that are gone', findings.gone, (found) => [`  ${found.severity} ${describeFinding(found)}`]),
    ...section('Files of the artifact', files, ({ path, before: was, after: is, mode }) => [
      `  ${was === null ? 'added' : is === null ? 'removed' : 'changed'}  ${singleLine(path)}  ${sizes(was, is)}${mode ? '  other permissions' : ''}`,
    ]),
    ...section('Times', times, ({ name, beforeMs, afterMs, ratio }) => [
      `  ${formatDuration(beforeMs)} -> ${formatDuration(afterMs)}  (x ${ratio.toFixed(2)})  ${singleLine(name)}`,
    ]),
  ];
  if (smokes.length + findings.appeared.length + findings.gone.length + files.length + times.length === 0)
    lines.push(['Nothing is different.']);
  return lines;
}

function outcomeSpan({ before, after }: SmokeChange): Span {
  const words = `  ${before ?? 'not run'} -> ${after ?? 'not run'}`;
  if (after === 'passed') return span('good', words);
  return before === 'passed' ? span('bad', words) : words;
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

function sizes(before: number | null, after: number | null): string {
  if (before === null || after === null) return formatBytes(before ?? after ?? 0);
  return before === after ? formatBytes(after) : `${formatBytes(before)} -> ${formatBytes(after)}`;
}
