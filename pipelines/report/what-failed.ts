/** What of a run failed, in the words of its verdict: what, how many, in which cells. */
import type { Finding, Report, ReportRounds, SmokeOutcome, SmokeResult } from '../../schemas/types.ts';
import { hostCell } from './cell-names.ts';
import { plural } from './quantities.ts';

/** Of more cells, or codes of findings, these are named and the others counted. */
const mostNamed = { cells: 4, codes: 2 };

/** In one line: stages of the whole run, smokes, findings, cells of which neither speaks, then what was not seen. */
export function whatFailed(report: Report): string {
  const { planned, required, findings } = report.counts;
  const applicable = required.passed + required.failed + required.flaky + required.skipped;
  const unfinished = planned - report.smokes.length;
  const stages = report.stages.filter(
    ({ outcome, stage, cell }) => outcome === 'failed' && stage !== 'smokes' && cell === undefined,
  );
  const failed = requiredOnes(report, 'failed');
  const flaky = requiredOnes(report, 'flaky');
  const errors = report.findings.filter(({ severity }) => severity === 'error');
  const silent = silentCells(report, [...failed, ...flaky, ...errors.map(({ where }) => where)]);
  const ofAll = ` of ${plural(applicable, 'required smoke')}`;
  const flakes = `${required.flaky}${failed.length > 0 ? '' : ofAll} ${areFlaky(required.flaky)}`;
  const parts = [
    ...(stages.length > 0 ? [`${stages.map(({ stage }) => stage).join(', ')} failed`] : []),
    ...(required.failed > 0 ? [`${required.failed}${ofAll} failed${placeOf(failed)}${nameOf(failed)}`] : []),
    ...(required.flaky > 0 ? [`${flakes}${placeOf(flaky)}${nameOf(flaky)}`] : []),
    ...(findings.error > 0
      ? [`${plural(findings.error, 'finding')}${placeOf(errors.map(({ where }) => where))} (${codesOf(errors)})`]
      : []),
    ...(silent.length > 0 ? [`${silent.length === 1 ? 'cell' : 'cells'} ${listOf(silent, 'cell')} failed`] : []),
    ...(required.skipped > 0 ? [`${required.skipped} skipped`] : []),
    ...(unfinished > 0 ? [`${unfinished} did not run`] : []),
    ...(report.rounds && report.rounds.begun > 0 ? [inRounds(report.rounds)] : []),
  ];
  return parts.join(', ') || 'see the reasons';
}

/** `is flaky`, `are flaky`. */
export function areFlaky(count: number): string {
  return `${count === 1 ? 'is' : 'are'} flaky`;
}

function requiredOnes({ smokes }: Report, wanted: SmokeOutcome): SmokeResult[] {
  return smokes.filter(({ required, outcome }) => required && outcome === wanted);
}

/** Cells that failed, and nothing that is told says so. The one cell of a run without a matrix is the run itself. */
function silentCells({ cells, matrix }: Report, told: readonly { cell?: string }[]): string[] {
  if (!matrix) return [];
  return cells
    .filter(({ id, required, outcome }) => required && outcome === 'failed' && id !== hostCell)
    .filter(({ id }) => !told.some(({ cell }) => cell === id))
    .map(({ id }) => id);
}

/** ` in npm@11-node@22 and pnpm-node@22`; nothing where all was tried in one place. */
function placeOf(seen: readonly { cell?: string }[]): string {
  const cells = new Set(seen.flatMap(({ cell }) => (cell === undefined || cell === hostCell ? [] : [cell])));
  return cells.size > 0 ? ` in ${listOf([...cells], 'cell')}` : '';
}

/** The smoke itself where there is one, in however many cells. */
function nameOf(smokes: readonly SmokeResult[]): string {
  const [first, ...others] = new Set(smokes.map(({ name }) => name));
  return first !== undefined && others.length === 0 ? ` (${first})` : '';
}

function codesOf(errors: readonly Finding[]): string {
  return listOf([...new Set(errors.map(({ code }) => code))], 'kind', mostNamed.codes);
}

/** `a`, `a and b`, `a, b, c and 4 other cells`. */
function listOf(names: readonly string[], noun: string, most = mostNamed.cells): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names.slice(0, -1);
  const last = names.length > most ? plural(names.length - shown.length, `other ${noun}`) : names.at(-1);
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : `${last}`;
}

/** A run that ends at its first failure has begun fewer rounds than were asked for. */
function inRounds({ asked, begun }: ReportRounds): string {
  return begun < asked ? `in ${begun} of ${plural(asked, 'round')}` : `in ${plural(asked, 'round')}`;
}
