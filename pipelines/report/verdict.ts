/** State, exit code and reasons, from findings, smoke results and stage outcomes: the one place where they are decided. */
import type { Report, SmokeCounts, SmokeResult, StageName, StageRecord, Verdict } from '../../schemas/types.ts';
import { acrossCells } from './across-cells.ts';
import { hostCell, inCell, inCells } from './cell-names.ts';
import { exitCodeOf, type Outcome } from './exit-code.ts';
import { singleLine } from './foreign-text.ts';
import { roundsOf, roundWords } from './over-rounds.ts';
import { plural } from './quantities.ts';
import { verdictLine } from './verdict-line.ts';

/** How the pipeline came to its end; what it found on the way is in the report. */
export type Ending =
  /** `unrecorded`: what was seen is not on record, so nobody could be shown it */
  | { kind: 'completed'; unrecorded?: boolean }
  | { kind: 'bad-input' }
  | { kind: 'interrupted'; signal: NodeJS.Signals }
  /** `message` says what broke in Shakedown itself: its first line is in the verdict, all of it in the reasons */
  | { kind: 'fault'; message: string };

/** Without these a package has not been seen to work, whatever else passed. */
const neededStages = ['inspect', 'identity', 'install', 'smokes'] as const satisfies StageName[];

const states = {
  passed: 'passed',
  failed: 'failed',
  'bad-input': 'failed',
  // Nothing was verified; that is no word against the package.
  'not-ready': 'incomplete',
  incomplete: 'incomplete',
  interrupted: 'interrupted',
  fault: 'crashed',
} satisfies Record<Outcome['kind'], Verdict['state']>;

/**
 * The verdict of a run that has come to its end.
 * A failure counts for more than something skipped; an interruption or a fault of Shakedown for more than either,
 * because what was not seen then might have failed as well. Advisory smokes, warnings and infos never fail a run.
 * @param durationMs of the whole run, milliseconds
 */
export function judge(report: Report, ending: Ending, durationMs: number): Verdict {
  const wrong = whatIsWrong(report);
  const missing = whatIsMissing(report);
  if (ending.kind === 'completed' && ending.unrecorded) missing.push('the record of the run could not be written');
  const blockers = (report.preflight?.blockers ?? []).map(
    ({ code, expected, found }) => `${code}: expected ${expected}, found ${found}`,
  );
  const verdict = (outcome: Outcome, reasons: readonly string[], why = reasons.join('; ')): Verdict => ({
    state: states[outcome.kind],
    exitCode: exitCodeOf(outcome),
    line: singleLine(verdictLine(report, outcome, why, durationMs)),
    reasons: reasons.map(singleLine),
  });
  switch (ending.kind) {
    case 'interrupted':
      return verdict(ending, wrong);
    case 'fault':
      return verdict({ kind: 'fault' }, [ending.message, ...wrong], ending.message.trim().split('\n', 1).join());
    case 'bad-input':
      return verdict({ kind: 'bad-input' }, wrong);
    case 'completed':
      if (report.preflight?.ready === false) return verdict({ kind: 'not-ready' }, [...blockers, ...wrong]);
      if (wrong.length > 0) return verdict({ kind: 'failed' }, [...wrong, ...missing]);
      if (missing.length > 0) return verdict({ kind: 'incomplete' }, missing);
      return verdict({ kind: 'passed' }, []);
  }
}

/** What fails the run, one line each. */
function whatIsWrong(report: Report): string[] {
  const errors = report.findings.filter((found) => found.severity === 'error');
  const explained = ({ stage, cell }: StageRecord): boolean =>
    stage === 'smokes'
      ? report.smokes.some((smoke) => (smoke.outcome === 'failed' || smoke.outcome === 'flaky') && isOf(smoke, cell))
      : errors.some((found) => (found.where.stage ?? stage) === stage && isOf(found.where, cell));
  return [
    ...report.smokes.filter(({ required }) => required).flatMap(whatIsWrongWith),
    ...acrossCells(errors).map(({ found, cells }) => `${inCells(found.code, cells)}: ${found.message}`),
    ...report.handovers
      .filter((handover) => !handover.same)
      .map((handover) => `${handover.at}: expected ${handover.expected}, found ${handover.found}`),
    ...report.stages
      .filter((stage) => stage.outcome === 'failed' && !explained(stage) && !isAdvisory(report, stage.cell))
      .map((stage) => `stage ${inCell(stage.stage, stage.cell)} failed${stage.detail ? `: ${stage.detail}` : ''}`),
    ...missingCells(report).map((id) => `cell ${id} is missing: nobody has tried it`),
  ];
}

/** Without a matrix what was seen is of the one cell, whether it says so or not. */
function isOf(seen: { cell?: string }, cell: string | undefined): boolean {
  return cell === undefined || seen.cell === cell;
}

function isAdvisory({ cells }: Report, id: string | undefined): boolean {
  return cells.some((cell) => cell.id === id && !cell.required);
}

/** Cells that were to be tried, decide, and of which nothing is known: that is no pass. */
function missingCells({ cells, matrix }: Report): string[] {
  if (!matrix || cells.length === 0) return [];
  const deciding = (matrix.chosen ?? matrix.cells).filter((id) => !matrix.advisory?.includes(id));
  return deciding.filter((id) => !cells.some((cell) => cell.id === id));
}

function whatIsWrongWith({ name, cell, outcome, rounds }: SmokeResult): string[] {
  if (outcome === 'failed') return [`smoke ${inCell(name, cell)} failed`];
  return outcome === 'flaky' ? [`smoke ${inCell(name, cell)} is flaky: ${roundWords({ rounds })}`] : [];
}

/** What was required and was not seen, one line each. */
function whatIsMissing(report: Report): string[] {
  const { planned, required, advisory } = report.counts;
  const missing: string[] = missingStages(report);
  if (required.skipped > 0) {
    const applicable = required.passed + required.failed + required.flaky + required.skipped;
    missing.push(`${required.skipped} of ${plural(applicable, 'required smoke')} skipped: ${skipReasons(report)}`);
  }
  const unfinished = planned - report.smokes.length;
  const ran = ranOf(required) + (report.partial ? ranOf(advisory) : 0);
  if (unfinished > 0) missing.push(`${unfinished} of ${plural(planned, 'smoke')} did not run`);
  // Of a shard everything may be for others: whether anything ran at all, the merged report says.
  else if (ran === 0 && required.skipped === 0 && !report.matrix?.shard) missing.push(nothingRan(report));
  return [...missing, ...missingRounds(report)];
}

/** Of a run with a matrix each required cell has its own, but for those that are the run's. */
function missingStages(report: Report): string[] {
  const ofCells = report.cells.filter(({ required, outcome }) => required && outcome !== 'not-applicable');
  const [first, ...others] = neededStages;
  if (!report.matrix || report.cells.length === 0)
    return [first, ...others].flatMap((name) => missingStage(report, name));
  return [
    ...missingStage(report, first),
    ...ofCells.flatMap(({ id, outcome, reason }) => {
      if (outcome === 'not-run') return [`cell ${id} was not tried${reason ? `: ${reason}` : ''}`];
      return others.flatMap((name) => missingStage(report, name, id));
    }),
  ];
}

function missingStage({ stages }: Report, name: StageName, cell?: string): string[] {
  // Those of a run on one machine alone say no cell.
  const of = cell === hostCell ? undefined : cell;
  const stage = stages.find((known) => known.stage === name && known.cell === of);
  if (stage?.outcome === 'passed' || stage?.outcome === 'failed') return [];
  const detail = stage?.detail ? `: ${stage.detail}` : '';
  return [`stage ${inCell(name, cell)} ${stage ? `was ${stage.outcome}${detail}` : 'did not run'}`];
}

function ranOf({ passed, failed, flaky }: SmokeCounts): number {
  return passed + failed + flaky;
}

/** A repeated run has seen a smoke pass only when it did in every round that was asked for. */
function missingRounds({ rounds, smokes }: Report): string[] {
  if (!rounds) return [];
  if (rounds.finished < rounds.asked)
    return [`${rounds.finished} of ${plural(rounds.asked, 'round')} ran to their end`];
  return smokes
    .filter((smoke) => smoke.required && smoke.outcome === 'passed' && smoke.rounds)
    .filter((smoke) => smoke.rounds && roundsOf(smoke.rounds) < rounds.asked)
    .map((smoke) => `smoke ${inCell(smoke.name, smoke.cell)} did not run in every round`);
}

function nothingRan({ only, smokes }: Report): string {
  if (only === undefined) return 'no required smoke ran';
  return smokes.length === 0 ? `no smoke ran: none is named like '${only}'` : `no smoke named like '${only}' ran`;
}

/** The reasons why required smokes were skipped, the most frequent first. */
function skipReasons(report: Report): string {
  const times = new Map<string, number>();
  for (const smoke of report.smokes) {
    if (!smoke.required || smoke.outcome !== 'skipped') continue;
    const reason = smoke.reason ?? 'no reason given';
    times.set(reason, (times.get(reason) ?? 0) + 1);
  }
  const [first, ...others] = [...times].sort(([, a], [, b]) => b - a).map(([reason]) => reason);
  return `${first}${others.length > 0 ? ` (and ${plural(others.length, 'other reason')})` : ''}`;
}
