/** What a person is told at the end, from the report alone. */
import type { Report, SmokeOutcome, SmokeResult } from '../../../schemas/types.ts';
import { describeFinding } from '../../findings/finding.ts';
import { acrossCells } from '../across-cells.ts';
import { inCell, inCells } from '../cell-names.ts';
import { nextStep } from '../next-step.ts';
import { roundWords } from '../over-rounds.ts';
import { formatBytes, formatDuration, formatInteger, plural } from '../quantities.ts';
import { cellLines } from './cell-grid.ts';
import { failedAlikeLines, failedSmokeLines, failureLikeness } from './failed-smoke.ts';
import { type Line, type Meaning, renderLine, span } from './line.ts';
import { smokeWord, stageWord } from './outcome-words.ts';
import { tableLines } from './table.ts';

export interface SummaryOptions {
  /** only the verdict and what failed */
  quiet: boolean;
  color: boolean;
  /** of the terminal; absent: nothing is cut */
  columns?: number | undefined;
  /** of the terminal: a summary that is longer says its verdict at its end again, where the reader is */
  rows?: number | undefined;
}

/**
 * The verdict in one line, the next step in another, then the artifact, the stages and smokes with times, the tools, the evidence, each finding
 * with its next step, each failed smoke with all that led to it. Ends with a line feed.
 */
export function summaryText(report: Report, { quiet, color, columns, rows }: SummaryOptions): string {
  const parts = quiet
    ? [headLines(report), blockerLines(report), findingLines(report, quiet), failureLines(report, quiet, columns)]
    : [
        headLines(report),
        identityLines(report),
        stageLines(report, columns),
        cellLines(report),
        smokeLines(report, columns),
        evidenceLines(report),
        blockerLines(report),
        findingLines(report, quiet),
        failureLines(report, quiet, columns),
      ];
  const lines = parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [[], ...part]));
  if (rows !== undefined && lines.length >= rows) lines.push([], ...headLines(report));
  return lines.map((line) => `${renderLine(line, { color })}\n`).join('');
}

const verdictMeanings = {
  passed: 'good',
  failed: 'bad',
  crashed: 'bad',
  incomplete: 'warn',
  interrupted: 'warn',
} satisfies Record<Exclude<Report['state'], 'running'>, Meaning>;

/** The verdict alone, its first words in colour. */
export function verdictLines({ verdict }: Report): Line[] {
  if (!verdict) return [['the run has not finished']];
  const [word = '', ...rest] = verdict.line.split('  ');
  return [[span(verdictMeanings[verdict.state], word), ...rest.map((part) => `  ${part}`)]];
}

/** The verdict, and what to do next where it is no pass. */
function headLines(report: Report): Line[] {
  const next = nextStep(report);
  return [...verdictLines(report), ...(next === undefined ? [] : [[next]])];
}

function identityLines(report: Report): Line[] {
  const { artifact } = report;
  const rows: [string, string][] = [];
  if (artifact) {
    const { source } = artifact;
    const changed = source.dirty ? ' with uncommitted changes' : '';
    rows.push(
      ['Artifact', `${artifact.name} ${artifact.version}`],
      ['sha256', artifact.sha256],
      [
        'size',
        `${formatBytes(artifact.size)} (${formatInteger(artifact.size)} bytes), ${plural(artifact.entries.length, 'file')}`,
      ],
      ['from', `${source.kind} ${source.spec}${source.revision ? `, commit ${source.revision}${changed}` : ''}`],
    );
  }
  if (report.handovers.length > 0) rows.push(['Identity', identityWords(report)]);
  if (report.tools) rows.push(['Tools', toolWords(report.tools)]);
  return rows.map(([label, text]) => [span('strong', label.padEnd(10)), text]);
}

function identityWords({ handovers }: Report): string {
  const different = handovers.filter(({ same }) => !same);
  if (different.length === 0) return `the same bytes at ${plural(handovers.length, 'hand-over')}`;
  return different.map(({ at, expected, found }) => `${at}: expected ${expected}, found ${found}`).join('; ');
}

function toolWords({ node, npm, python, uv }: NonNullable<Report['tools']>): string {
  const uvWords =
    uv?.kind === 'stand-in' ? `a stand-in for uv (no release gate accepts it)` : uv ? `uv ${uv.version}` : 'no uv';
  return [
    `node ${node.version}`,
    `npm ${npm.version}`,
    python ? `python ${python.version}` : 'no python',
    uvWords,
  ].join(', ');
}

/** Those of the cells of a matrix are in the times of the cells. Smokes that failed are no pass, though their stage came to its end. */
function stageLines({ stages, counts }: Report, columns: number | undefined): Line[] {
  const bad = counts.required.failed + counts.required.flaky > 0;
  const ofRun = stages.filter(({ cell }) => cell === undefined);
  if (ofRun.length === 0) return [];
  const rows = ofRun.map(({ stage, outcome, durationMs, detail }) => ({
    word: stageWord(stage === 'smokes' && outcome === 'passed' && bad ? 'failed' : outcome),
    name: stage,
    durationMs,
    note: detail,
  }));
  return [[span('strong', 'Stages')], ...tableLines(rows, columns)];
}

/** A table for each suite of which smokes are known; a suite that was not run is named. */
function smokeLines(report: Report, columns: number | undefined): Line[] {
  const { smokes, suites, rounds, matrix } = report;
  if (smokes.length === 0) return [];
  if (matrix && matrix.cells.length > 1) return smokeLinesOfMatrix(smokes, columns);
  const names = [...new Set([...suites.map(({ name }) => name), ...smokes.map(({ suite }) => suite)])];
  const parts = names.map((name): Line[] => {
    const own = smokes.filter(({ suite }) => suite === name).toSorted(byPlace);
    const times = rounds && own.length > 0 ? `, median and slowest of ${plural(rounds.asked, 'round')}` : '';
    const head: Line = [span('strong', 'Smokes'), ` of ${name}${times}`];
    if (own.length > 0) return [head, ...tableLines(own.map(smokeRow), columns)];
    const known = suites.find((suite) => suite.name === name);
    return known?.chosen === false ? [[...head, span('faint', `: not run (--suite ${name} runs them)`)]] : [];
  });
  return parts.filter((part) => part.length > 0).flatMap((part, at) => (at === 0 ? part : [[], ...part]));
}

/** Of many cells only what did not pass is told smoke by smoke. */
function smokeLinesOfMatrix(smokes: readonly SmokeResult[], columns: number | undefined): Line[] {
  const passed = smokes.filter(({ outcome }) => outcome === 'passed').length;
  const others = smokes.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not-applicable').toSorted(byPlace);
  const head: Line = [span('strong', 'Smokes'), ` of all cells: ${passed} of ${plural(smokes.length, 'smoke')} passed`];
  return [head, ...tableLines(others.map(smokeRow), columns)];
}

function smokeRow(smoke: SmokeResult) {
  return {
    word: smokeWord(smoke),
    name: inCell(smoke.name, smoke.cell),
    durationMs: ran.has(smoke.outcome) ? smoke.durationMs : undefined,
    slowestMs: ran.has(smoke.outcome) ? smoke.rounds?.times?.slowestMs : undefined,
    note: [smoke.required ? '' : '(advisory)', unsteady(smoke) ? roundWords(smoke) : '', smoke.reason ?? '']
      .filter(Boolean)
      .join(' '),
  };
}

const ran: ReadonlySet<SmokeOutcome> = new Set(['passed', 'failed', 'flaky']);

/** Whether its rounds did not all come out alike. */
function unsteady({ outcome, rounds }: SmokeResult): boolean {
  return outcome === 'flaky' || (outcome !== 'passed' && (rounds?.skipped ?? 0) > 0 && (rounds?.passed ?? 0) > 0);
}

function byPlace(a: SmokeResult, b: SmokeResult): number {
  return compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function evidenceLines({ evidence, durationMs, runId }: Report): Line[] {
  const time = durationMs === undefined ? '' : `, ${formatDuration(durationMs)}`;
  return [
    [span('strong', 'Evidence'.padEnd(10)), evidence.dir],
    ...(evidence.files.length > 0 ? [[`${' '.repeat(10)}${evidence.files.join(', ')}`]] : []),
    [span('strong', 'Run'.padEnd(10)), `${runId}${time}`],
  ];
}

function blockerLines({ preflight }: Report): Line[] {
  const blockers = preflight?.blockers ?? [];
  // Of one alone the verdict and the next step have said all.
  if (blockers.length < 2) return [];
  return [
    [span('strong', 'Not ready')],
    ...blockers.flatMap(({ code, expected, found, remediation }): Line[] => [
      ['  ', span('bad', 'error'), ` ${code}: expected ${expected}, found ${found}`],
      [`    Next: ${remediation}`],
    ]),
  ];
}

const severityMeanings = { error: 'bad', warning: 'warn', info: 'faint' } as const;

function findingLines({ findings }: Report, quiet: boolean): Line[] {
  const shown = quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
  if (shown.length === 0) return [];
  return [
    [span('strong', 'Findings')],
    ...acrossCells(shown).flatMap(({ found, cells }): Line[] => [
      ['  ', span(severityMeanings[found.severity], found.severity), ` ${inCells(describeFinding(found), cells)}`],
      [`    Next: ${found.remediation}`],
    ]),
  ];
}

function failureLines(report: Report, quiet: boolean, columns: number | undefined): Line[] {
  const first = new Map<string, SmokeResult>();
  const titles = { failed: 'Failed smokes', flaky: 'Flaky smokes: passed in some rounds, failed in others' } as const;
  return (['failed', 'flaky'] as const)
    .flatMap((kind) =>
      report.smokes
        .filter(({ outcome, required }) => outcome === kind && (required || !quiet))
        // What decides first.
        .toSorted((a, b) => Number(b.required) - Number(a.required) || byPlace(a, b))
        .map((smoke, index): Line[] => [
          index === 0 ? [span('strong', titles[kind])] : [],
          ...oneFailure(report, smoke, { first, columns }),
        ]),
    )
    .flatMap((lines, index) => (index > 0 && lines[0]?.length ? [[], ...lines] : lines));
}

/** @param first the smokes of which everything has been told, by how they failed */
function oneFailure(
  report: Report,
  smoke: SmokeResult,
  { first, columns }: { first: Map<string, SmokeResult>; columns: number | undefined },
): Line[] {
  const likeness = failureLikeness(smoke);
  const told = likeness === undefined ? undefined : first.get(likeness);
  if (told) return failedAlikeLines(report, smoke, told);
  if (likeness !== undefined) first.set(likeness, smoke);
  return failedSmokeLines(report, smoke, columns);
}
