/** The status of a run as a fold over its events. Pure: the recorder and every reader come to the same status. */
import type { RunEvent, RunStatus, SmokeOutcome, SmokeResult } from '../../schemas/types.ts';
import { inCell } from '../report/cell-names.ts';
import { outcomeBefore, outcomeOf, roundsOf } from '../report/over-rounds.ts';

/** `status` after `event`. */
export function foldEvent(status: RunStatus, event: RunEvent): RunStatus {
  return { ...status, ...changes(status, event), lastSeq: event.seq, updatedAt: event.at };
}

/** `status` after those of `events` that are not in it yet. */
export function foldEvents(status: RunStatus, events: readonly RunEvent[]): RunStatus {
  return events.filter((event) => event.seq > status.lastSeq).reduce(foldEvent, status);
}

function changes(status: RunStatus, event: RunEvent): Partial<RunStatus> {
  switch (event.type) {
    case 'run-started':
    case 'preflight-checked':
    case 'tools-found':
    case 'package-compared':
    case 'identity-proved':
    case 'cells-planned':
    case 'cell-started':
    case 'cell-finished':
      return {};
    case 'stage-started':
      return { stage: event.stage };
    case 'stage-finished': {
      const { stage, outcome, durationMs } = event;
      return { stages: [...status.stages, { stage, outcome, durationMs }] };
    }
    case 'artifact-ready': {
      const { name, version, sha256, integrity, size, entries } = event.artifact;
      return { artifact: { name, version, sha256, integrity, size, files: entries.length } };
    }
    case 'process-started': {
      const { role, pid, startTime, port } = event;
      return { processes: [...status.processes, { role, pid, startTime, ...(port === undefined ? {} : { port }) }] };
    }
    case 'smokes-planned': {
      // Each cell of a matrix plans its own.
      const before = event.cell === undefined ? 0 : status.progress.planned;
      return { progress: { ...status.progress, planned: before + event.total } };
    }
    case 'round-started': {
      const round = { number: event.round, of: event.rounds, finished: 0 };
      return { progress: { ...status.progress, round } };
    }
    case 'round-finished':
      return {};
    case 'smoke-started':
      return { current: [...status.current, inCell(event.name, event.cell)] };
    case 'smoke-finished': {
      const finished = inCell(event.result.name, event.result.cell);
      return {
        current: status.current.filter((name) => name !== finished),
        progress: counted(status.progress, event.result),
      };
    }
    case 'finding': {
      const { severity } = event.finding;
      return { findings: { ...status.findings, [severity]: status.findings[severity] + 1 } };
    }
    case 'run-finished': {
      const { state, verdict, exitCode, durationMs, at: finishedAt } = event;
      return { state, verdict, exitCode, durationMs, finishedAt, current: [] };
    }
  }
}

/** A smoke is counted once: in a repeated run by what its rounds came to, which the latest may have changed. */
function counted(progress: RunStatus['progress'], { outcome, rounds }: SmokeResult): RunStatus['progress'] {
  const known = rounds && roundsOf(rounds) > 0 ? rounds : undefined;
  const before = known && outcomeBefore(known, outcome);
  const now = known ? outcomeOf(known) : outcome;
  const { round } = progress;
  const counts = plus(plus(progress, before, -1), now, 1);
  return { ...counts, ...(round ? { round: { ...round, finished: round.finished + 1 } } : {}) };
}

function plus(progress: RunStatus['progress'], outcome: SmokeOutcome | undefined, by: 1 | -1): RunStatus['progress'] {
  if (outcome === undefined) return progress;
  const key = outcome === 'not-applicable' ? 'notApplicable' : outcome;
  return { ...progress, [key]: (progress[key] ?? 0) + by };
}
