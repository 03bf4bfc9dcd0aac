import type { Report, ReportRounds } from '../../schemas/types.ts';
import { inCell } from './cell-names.ts';
import type { Outcome } from './exit-code.ts';
import { formatDuration, plural } from './quantities.ts';

/**
 * The verdict in words, one line. Only a whole run with real tools says "is releasable".
 * @param why the reasons, joined
 * @param durationMs of the whole run, milliseconds
 */
export function verdictLine(report: Report, outcome: Outcome, why: string, durationMs: number): string {
  switch (outcome.kind) {
    case 'passed':
      return passed(report, durationMs);
    case 'failed':
      return failed(report);
    case 'bad-input':
      return `BAD INPUT  ${report.subject}: ${why || 'it cannot be verified'}`;
    case 'not-ready':
      return `NOT READY  ${thing(report)}: ${why}`;
    case 'incomplete':
      return `INCOMPLETE${selection(report)}  ${thing(report)}: ${why}`;
    case 'interrupted':
      return `INTERRUPTED  ${thing(report)}: ${outcome.signal}${during(report)}${finishedSmokes(report)}`;
    case 'fault':
      return `FAULT  ${thing(report)}: Shakedown itself broke${during(report)}, which says nothing about the package: ${why}`;
  }
}

function passed(report: Report, durationMs: number): string {
  const { required, advisory, findings } = report.counts;
  const standIn = report.tools?.uv?.kind === 'stand-in';
  const claim = report.partial || standIn ? '' : ' is releasable';
  const each = report.rounds ? ` in each of ${plural(report.rounds.asked, 'round')}` : '';
  const smokes =
    required.passed > 0
      ? `${required.passed} of ${plural(required.passed, 'required smoke')} passed${each}`
      : `${plural(advisory.passed + advisory.failed + advisory.flaky, 'advisory smoke')} ran${each}`;
  const tried = report.cells.filter(({ outcome }) => outcome === 'passed').length;
  const where = report.matrix ? ` in ${plural(tried, 'cell')}` : '';
  const failedCells = report.cells.filter(({ outcome }) => outcome === 'failed').length;
  const notes = [
    ...(failedCells > 0 ? [`${plural(failedCells, 'advisory cell')} failed`] : []),
    ...(advisory.failed > 0 ? [`${plural(advisory.failed, 'advisory smoke')} failed`] : []),
    ...(advisory.flaky > 0 ? [`${plural(advisory.flaky, 'advisory smoke')} ${areFlaky(advisory.flaky)}`] : []),
    ...(findings.warning > 0 ? [plural(findings.warning, 'warning')] : []),
    ...(standIn ? ['with a stand-in for uv, which no release gate accepts'] : []),
    ...(report.partial ? [`nothing is said of the other ${isCellsOnly(report) ? 'cells' : 'smokes'}`] : []),
  ];
  const result = `${smokes}${where} in ${formatDuration(durationMs)}`;
  return `PASS${selection(report)}  ${thing(report)}${claim}: ${[result, ...notes].join('; ')}`;
}

function failed(report: Report): string {
  const { planned, required, findings } = report.counts;
  const applicable = required.passed + required.failed + required.flaky + required.skipped;
  const ofAll = required.failed > 0 ? '' : ` of ${plural(applicable, 'required smoke')}`;
  const unfinished = planned - report.smokes.length;
  const stages = report.stages.filter(
    ({ outcome, stage, cell }) => outcome === 'failed' && stage !== 'smokes' && cell === undefined,
  );
  const cells = report.cells.filter((cell) => cell.required && cell.outcome === 'failed').map(({ id }) => id);
  const parts = [
    ...(stages.length > 0 ? [`${stages.map((stage) => stage.stage).join(', ')} failed`] : []),
    ...(report.matrix && cells.length > 0 ? [`${named(cells)} failed`] : []),
    ...(required.failed > 0 ? [`${required.failed} of ${plural(applicable, 'required smoke')} failed`] : []),
    ...(required.flaky > 0 ? [`${required.flaky}${ofAll} ${areFlaky(required.flaky)}`] : []),
    ...(findings.error > 0 ? [plural(findings.error, 'finding')] : []),
    ...(required.skipped > 0 ? [`${required.skipped} skipped`] : []),
    ...(unfinished > 0 ? [`${unfinished} did not run`] : []),
    ...(report.rounds && report.rounds.begun > 0 ? [inRounds(report.rounds)] : []),
  ];
  return `FAIL${selection(report)}  ${thing(report)} is not releasable: ${parts.join(', ') || 'see the reasons'}`;
}

/** `npm@11-node@22, pnpm-node@22 and 3 other cells`; the names of all where they are few. */
function named(cells: readonly string[]): string {
  const shown = cells.length > 4 ? cells.slice(0, 3) : cells;
  const others = cells.length - shown.length;
  return `${shown.join(', ')}${others > 0 ? ` and ${plural(others, 'other cell')}` : ''}`;
}

function areFlaky(count: number): string {
  return `${count === 1 ? 'is' : 'are'} flaky`;
}

/** A run that ends at its first failure has begun fewer rounds than were asked for. */
function inRounds({ asked, begun }: ReportRounds): string {
  return begun < asked ? `in ${begun} of ${plural(asked, 'round')}` : `in ${plural(asked, 'round')}`;
}

function finishedSmokes({ counts, smokes, rounds }: Report): string {
  if (counts.planned === 0) return '';
  const { required, advisory } = counts;
  const sums = { failed: required.failed + advisory.failed, flaky: required.flaky + advisory.flaky };
  const failedToo = Object.entries(sums).flatMap(([word, sum]) => (sum > 0 ? [`, ${sum} ${word}`] : []));
  if (rounds) return `; ${rounds.finished} of ${plural(rounds.asked, 'round')} had finished${failedToo.join('')}`;
  return `; ${smokes.length} of ${plural(counts.planned, 'smoke')} had finished${failedToo.join('')}`;
}

function during(report: Report): string {
  const names = report.stages
    .filter((stage) => stage.outcome === 'running')
    .map(({ stage, cell }) => inCell(stage, cell));
  return names.length > 0 ? ` during ${names.join(', ')}` : '';
}

function selection(report: Report): string {
  if (!report.partial) return '';
  const { only, matrix, suites } = report;
  const leftOut = suites.filter(({ chosen, needed }) => needed && !chosen).map(({ name }) => name);
  const parts = [
    ...(matrix?.chosen ? [`cell ${matrix.chosen.join(', ')}`] : []),
    ...(matrix?.shard ? [`shard ${matrix.shard.index}/${matrix.shard.of}`] : []),
    ...(only === undefined ? [] : [`only '${only}'`]),
    ...(only === undefined && leftOut.length > 0 ? [`without ${leftOut.join(', ')}`] : []),
  ];
  return ` (${parts.join(', ')})`;
}

/** Whether nothing but some cells was asked for. */
function isCellsOnly({ only, matrix, suites }: Report): boolean {
  const wholeSuites = suites.every(({ chosen, needed }) => chosen || !needed);
  return matrix?.chosen !== undefined && matrix.shard === undefined && only === undefined && wholeSuites;
}

function thing(report: Report): string {
  return report.artifact ? `${report.artifact.name} ${report.artifact.version}` : report.subject;
}
