import { resolve } from 'node:path';
import type { Report, SmokeResult } from '../../../schemas/types.ts';
import { inCell } from '../cell-names.ts';
import { roundWords } from '../over-rounds.ts';
import { formatDuration } from '../quantities.ts';
import { rerunCommand } from '../rerun-command.ts';
import { excerptOfFile } from './excerpt.ts';
import { indented, type Line, span } from './line.ts';
import { stageWord } from './outcome-words.ts';
import { tableLines } from './table.ts';

/**
 * Everything that a person needs of a failed smoke, in this order: which it is; its steps with times; the command, as
 * it could be pasted; how it ended; stdout; stderr; what differs; where the sandbox is; the line that runs just this again.
 * Reads the streams of the command from the evidence.
 */
export function failedSmokeLines(report: Report, smoke: SmokeResult, columns: number | undefined): Line[] {
  return [
    headLine(smoke),
    ...roundLines(smoke),
    ...stepLines(smoke, columns),
    ...commandLines(report, smoke),
    ...differenceLines(smoke),
    ...survivorLines(smoke),
    ...section('sandbox', [[`    ${smoke.record?.sandboxDir ?? 'not kept (--keep keeps it)'}`]]),
    ...againLines(report, smoke),
  ];
}

/** What is told of a smoke that failed as it did in another cell, of which everything is told. */
export function failedAlikeLines(report: Report, smoke: SmokeResult, told: SmokeResult): Line[] {
  return [headLine(smoke), [`  as in ${told.cell}; its own output is in the report`], ...againLines(report, smoke)];
}

/** The same for a smoke that fails in several cells for one reason; nothing where none is known, or more is to be told. */
export function failureLikeness({ name, cell, outcome, errors, record }: SmokeResult): string | undefined {
  const reason = errors?.[0]?.message.trim().split('\n', 1)[0];
  const isAll = cell !== undefined && !!reason && !record?.survivors.length;
  return isAll ? [outcome, name, reason].join('\n') : undefined;
}

function headLine(smoke: SmokeResult): Line {
  const place = smoke.line === undefined ? smoke.file : `${smoke.file}:${smoke.line}`;
  return [
    span('bad', inCell(smoke.name, smoke.cell)),
    span('faint', `  ${place}${smoke.required ? '' : '  (advisory)'}`),
  ];
}

function againLines(report: Report, smoke: SmokeResult): Line[] {
  return section('run just this again', [[`    ${rerunCommand(report, smoke)}`]]);
}

/** What follows is of the first round that failed: the others are only counted. */
function roundLines(smoke: SmokeResult): Line[] {
  return smoke.rounds ? section('rounds', [[`    ${roundWords(smoke)}, which is this:`]]) : [];
}

function stepLines({ record }: SmokeResult, columns: number | undefined): Line[] {
  const steps = record?.steps ?? [];
  if (steps.length === 0) return [];
  const rows = steps.map(({ title, outcome, durationMs }) => ({ word: stageWord(outcome), name: title, durationMs }));
  return section(
    'steps',
    tableLines(rows, columns === undefined ? undefined : columns - 2).map((line) => ['  ', ...line]),
  );
}

/** The last command is the one that was judged when the smoke failed. */
function commandLines(report: Report, { record }: SmokeResult): Line[] {
  const command = record?.commands.at(-1);
  if (!command) return section('command', [['    none was run']]);
  const { line, ended, durationMs, heldOpen } = command;
  const held = heldOpen ? '; a descendant still held its output open' : '';
  const stream = (file: string): Line[] =>
    excerptOfFile(resolve(report.evidence.dir, file)).map((text) => [text === '' ? '' : `    ${text}`]);
  return [
    ...section('command', [[`    ${line}`]]),
    ...section('ended', [[`    ${ended} (${formatDuration(durationMs)})${held}`]]),
    ...section('stdout', stream(command.stdoutFile)),
    ...section('stderr', stream(command.stderrFile)),
  ];
}

function differenceLines({ errors = [] }: SmokeResult): Line[] {
  const lines = errors.flatMap(({ message, diff, at }): Line[] => [
    ...indented(message.trim(), '    '),
    ...indented(diff ?? '', '    ').flatMap((line) => (diff === undefined ? [] : [diffLine(line)])),
    ...(at === undefined ? [] : [[span('faint', `    at ${at}`)]]),
  ]);
  return section('difference', lines.length > 0 ? lines : [['    the smoke gave no error']]);
}

/** As Vitest has it: `-` is what was expected, `+` what was found. */
function diffLine(line: Line): Line {
  const text = line.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  if (text.startsWith('    +')) return [span('bad', text)];
  return text.startsWith('    -') ? [span('good', text)] : line;
}

function survivorLines({ record }: SmokeResult): Line[] {
  const survivors = record?.survivors ?? [];
  if (survivors.length === 0) return [];
  return section(
    'processes that it left behind, killed since',
    survivors.map(({ pid, command }) => [`    ${pid}  ${command}`]),
  );
}

function section(title: string, lines: readonly Line[]): Line[] {
  return [[span('strong', `  ${title}`)], ...lines];
}
