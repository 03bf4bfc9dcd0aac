import type { Report } from '../../schemas/types.ts';
import { hostCell, inCell } from './cell-names.ts';
import type { Outcome } from './exit-code.ts';
import { formatDuration, plural } from './quantities.ts';
import { areFlaky, whatFailed } from './what-failed.ts';

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
      return `FAIL${selection(report)}  ${thing(report)} is not releasable: ${whatFailed(report)}`;
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
  const tried = report.cells.filter(({ id, outcome }) => outcome === 'passed' && id !== hostCell).length;
  const where = tried > 0 ? ` in ${plural(tried, 'cell')}` : '';
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
