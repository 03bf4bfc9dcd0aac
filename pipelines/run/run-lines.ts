/** Runs in words and as data, the same in every command that shows them. */
import type { RunStatus, RunSummary } from '../../schemas/types.ts';
import { formatDuration } from '../report/quantities.ts';
import { type Line, type Meaning, type Span, span } from '../report/terminal/line.ts';
import { textWidth } from '../report/terminal/width.ts';
import { runPlaces } from './places.ts';
import { hasEnded, type ListedRun, type RunStateSeen } from './read.ts';
import { startOfRun } from './run-id.ts';

const meanings: Partial<Record<RunStateSeen, Meaning>> = {
  passed: 'good',
  failed: 'bad',
  crashed: 'bad',
  incomplete: 'warn',
  interrupted: 'warn',
  stalled: 'warn',
  unknown: 'warn',
  unavailable: 'faint',
};

/** What `shakedown runs` knows of a run. */
export function summaryOf({ runId, project, suite, workdir, run }: ListedRun): RunSummary {
  const known = {
    runId,
    state: run.state,
    startedAt: (startOfRun(runId) ?? new Date(0)).toISOString(),
    ...(project === undefined ? {} : { project }),
    ...(suite === undefined ? {} : { suite }),
    ...(workdir === undefined ? {} : { workdir, runDir: runPlaces(workdir, runId).dir }),
    ...(run.reason === undefined ? {} : { reason: run.reason }),
  };
  if (run.state === 'unavailable') return known;
  const { progress, startedAt } = run.status;
  return {
    ...known,
    startedAt,
    passed: progress.passed,
    planned: progress.planned,
    durationMs: durationOf(run.status),
  };
}

/** Milliseconds; so far, for a run that goes on. */
export function durationOf({ durationMs, startedAt, updatedAt }: RunStatus): number {
  return durationMs ?? Math.max(0, Date.parse(updatedAt) - Date.parse(startedAt));
}

/** The state as a word, in its colour. */
export function stateWord(state: RunStateSeen): Span {
  const means = meanings[state];
  const text = state === 'unavailable' ? '[unavailable]' : state;
  return means ? span(means, text) : text;
}

/** `9/9`, and nothing as long as the smokes are not known. */
export function smokeCount({ passed, planned }: { passed?: number; planned?: number }): string {
  return planned ? `${passed}/${planned}` : '-';
}

/** Local time to the minute, `2026-11-20 09:45`. */
export function localTime(iso: string): string {
  const at = new Date(iso);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The rows with straight columns, two spaces apart. */
export function columnLines(rows: readonly (readonly Span[])[]): Line[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, textWidth(textOf(cell)));
  }
  return rows.map((row) =>
    row.flatMap((cell, index) => {
      const isLast = index === row.length - 1;
      return isLast ? [cell] : [cell, ' '.repeat((widths[index] ?? 0) - textWidth(textOf(cell)) + 2)];
    }),
  );
}

/** One row of `shakedown runs`: id, project, suite, state, smokes, duration, date. */
export function runRow(run: RunSummary): Span[] {
  return [
    run.runId,
    run.project ?? '?',
    run.suite ?? '?',
    stateWord(run.state),
    smokeCount(run),
    run.durationMs === undefined ? '-' : formatDuration(run.durationMs),
    localTime(run.startedAt),
    ...(run.reason === undefined || (hasEnded(run) && run.state !== 'unavailable') ? [] : [span('faint', run.reason)]),
  ];
}

function textOf(cell: Span): string {
  return typeof cell === 'string' ? cell : cell.text;
}
