/** The report is a fold over the run's events: whatever ended the run, what was known by then is in it. */
import type {
  Cell,
  Counts,
  Finding,
  IdentityProved,
  Report,
  RunEvent,
  SmokeCounts,
  SmokeResult,
  StageFinished,
  StageRecord,
  StageStarted,
} from '../../schemas/types.ts';
import { overRounds } from './over-rounds.ts';

/** What is known of a run before its first event. */
export interface ReportMeta {
  runId: string;
  /** as given on the command line */
  subject: string;
  project: string;
  suite: string;
  /** those of the contract; the run is partial without one that is needed */
  suites: Report['suites'];
  shakedownVersion: string;
  /** ISO 8601 */
  startedAt: string;
  /** `dir` is absolute; `files` are below it */
  evidence: Report['evidence'];
  environment: Report['environment'];
  policy?: NonNullable<Report['policy']>;
  /** the pattern of `--only`; its presence makes the run partial */
  only?: string;
  /** of a run over a matrix; without some of its cells, or with one shard of the smokes, the run is partial */
  matrix?: NonNullable<Report['matrix']>;
  /** of a repeated run: none has begun yet */
  rounds?: NonNullable<Report['rounds']>;
}

/** A report of a run that has just begun. */
export function newReport(meta: ReportMeta): Report {
  return {
    schemaVersion: 1,
    ...meta,
    partial: isPartial(meta),
    state: 'running',
    cells: [],
    stages: [],
    handovers: [],
    smokes: [],
    findings: [],
    counts: countsOf(0, [], []),
  };
}

function isPartial({ only, matrix, suites }: ReportMeta): boolean {
  const part = only !== undefined || matrix?.chosen !== undefined || matrix?.shard !== undefined;
  return part || suites.some(({ chosen, needed }) => needed && !chosen);
}

/** The report after one more event. Does not change the report it is given. */
export function applyEvent(report: Report, event: RunEvent): Report {
  switch (event.type) {
    case 'run-started':
      return {
        ...report,
        runId: event.runId,
        subject: event.subject,
        project: event.project,
        suite: event.suite,
        shakedownVersion: event.version,
        startedAt: event.at,
      };
    case 'stage-started':
      return { ...report, stages: replaceStage(report.stages, startedStage(event, event.at)) };
    case 'stage-finished':
      return { ...report, stages: replaceStage(report.stages, finishedStage(report.stages, event, event.at)) };
    case 'preflight-checked':
      return { ...report, preflight: event.preflight };
    case 'tools-found':
      return {
        ...report,
        tools: event.tools,
        environment: { ...report.environment, npm: event.tools.npm.version },
      };
    case 'artifact-ready':
      return { ...report, artifact: event.artifact };
    case 'package-compared':
      return { ...report, previous: event.previous, comparison: event.comparison };
    case 'cells-planned':
      return { ...report, cells: event.cells };
    case 'cell-started':
      return { ...report, cells: changedCell(report, event.cell, { outcome: 'running', startedAt: event.at }) };
    case 'cell-finished': {
      const { cell, outcome, durationMs, reason } = event;
      return { ...report, cells: changedCell(report, cell, { outcome, durationMs, ...(reason ? { reason } : {}) }) };
    }
    case 'identity-proved':
      return withHandovers(report, event);
    case 'process-started':
    case 'smoke-started':
      return report;
    case 'smokes-planned': {
      // Each cell of a matrix plans its own.
      const before = event.cell === undefined ? 0 : report.counts.planned;
      return recounted({ ...report, counts: { ...report.counts, planned: before + event.total } });
    }
    case 'round-started':
      return { ...report, rounds: { finished: 0, ...report.rounds, asked: event.rounds, begun: event.round } };
    case 'round-finished':
      return {
        ...report,
        rounds: { begun: event.round, ...report.rounds, asked: event.rounds, finished: event.round },
      };
    case 'smoke-finished': {
      const { name, cell } = event.result;
      const before = report.smokes.find((smoke) => smoke.name === name && smoke.cell === cell);
      const others = report.smokes.filter((smoke) => smoke !== before);
      return recounted({ ...report, smokes: [...others, overRounds(before, event.result)] });
    }
    case 'finding':
      return recounted({ ...report, findings: [...report.findings, event.finding] });
    case 'run-finished':
      return {
        ...report,
        state: event.state,
        finishedAt: event.at,
        durationMs: event.durationMs,
        verdict: {
          state: event.state,
          exitCode: event.exitCode,
          line: event.verdict,
          reasons: event.reasons ?? [],
        },
        stages: report.stages.map((stage) => (stage.outcome === 'running' ? cutOff(stage, event.at) : stage)),
        cells: report.cells.map((cell) => (cell.outcome === 'running' ? cutOff(cell, event.at) : cell)),
      };
  }
}

function changedCell({ cells }: Report, id: string, change: Partial<Cell>): Cell[] {
  return cells.map((cell) => (cell.id === id ? { ...cell, ...change } : cell));
}

/** Those of the first cell are told as the run's. */
function withHandovers(report: Report, { cell, handovers }: IdentityProved): Report {
  const ofRun = cell === undefined || report.cells.some(({ id, primary }) => id === cell && primary);
  const id = cell ?? report.cells.find(({ primary }) => primary)?.id;
  return {
    ...report,
    ...(ofRun ? { handovers } : {}),
    ...(id === undefined ? {} : { cells: changedCell(report, id, { handovers }) }),
  };
}

function startedStage({ stage, cell }: StageStarted, at: string): StageRecord {
  return { stage, ...(cell === undefined ? {} : { cell }), startedAt: at, outcome: 'running' };
}

function finishedStage(stages: readonly StageRecord[], event: StageFinished, at: string): StageRecord {
  const started = stages.find((known) => isSameStage(known, event));
  return {
    stage: event.stage,
    ...(event.cell === undefined ? {} : { cell: event.cell }),
    // A stage that was skipped may never have said that it started.
    startedAt: started?.startedAt ?? at,
    durationMs: event.durationMs,
    outcome: event.outcome,
    ...(event.detail === undefined ? {} : { detail: event.detail }),
  };
}

/** The order is that in which the stages began. */
function replaceStage(stages: readonly StageRecord[], next: StageRecord): StageRecord[] {
  const known = stages.some((stage) => isSameStage(stage, next));
  return known ? stages.map((stage) => (isSameStage(stage, next) ? next : stage)) : [...stages, next];
}

function isSameStage(a: Pick<StageRecord, 'stage' | 'cell'>, b: Pick<StageRecord, 'stage' | 'cell'>): boolean {
  return a.stage === b.stage && a.cell === b.cell;
}

function cutOff<T extends StageRecord | Cell>(cut: T, at: string): T {
  return {
    ...cut,
    outcome: 'interrupted',
    // A clock that was set back must not make a negative time.
    durationMs: Math.max(0, Date.parse(at) - Date.parse(cut.startedAt ?? at)),
  };
}

function recounted(report: Report): Report {
  return { ...report, counts: countsOf(report.counts.planned, report.smokes, report.findings) };
}

function countsOf(planned: number, smokes: readonly SmokeResult[], findings: readonly Finding[]): Counts {
  const severity = (wanted: Finding['severity']) => findings.filter((found) => found.severity === wanted).length;
  return {
    planned,
    required: smokeCounts(smokes.filter((smoke) => smoke.required)),
    advisory: smokeCounts(smokes.filter((smoke) => !smoke.required)),
    findings: { error: severity('error'), warning: severity('warning'), info: severity('info') },
  };
}

function smokeCounts(smokes: readonly SmokeResult[]): SmokeCounts {
  const outcome = (wanted: SmokeResult['outcome']) => smokes.filter((smoke) => smoke.outcome === wanted).length;
  return {
    passed: outcome('passed'),
    failed: outcome('failed'),
    flaky: outcome('flaky'),
    skipped: outcome('skipped'),
    notApplicable: outcome('not-applicable'),
  };
}
