import type { RunEvent, SmokeResult } from '../../../schemas/types.ts';
import { inCell } from '../cell-names.ts';
import { outcomeOf } from '../over-rounds.ts';

/** What goes on at this moment, from the events so far. */
export interface Activity {
  /** epoch milliseconds; absent before the first event */
  startedAt?: number;
  /** running stages with their beginning, epoch milliseconds */
  stages: ReadonlyMap<string, number>;
  /** running smokes, the oldest first */
  smokes: readonly string[];
  planned: number;
  /** of a repeated run */
  round?: { number: number; of: number };
  /** in this round */
  finished: number;
  /** how smokes came out over all rounds so far, those that failed in one */
  failures: ReadonlyMap<string, 'failed' | 'flaky'>;
}

export const noActivity: Activity = { stages: new Map(), smokes: [], planned: 0, finished: 0, failures: new Map() };

/** The activity after one more event. */
export function follow(activity: Activity, event: RunEvent): Activity {
  const at = Date.parse(event.at);
  const seen = activity.startedAt === undefined ? { ...activity, startedAt: at } : activity;
  switch (event.type) {
    case 'stage-started':
      return { ...seen, stages: new Map([...seen.stages, [inCell(event.stage, event.cell), at]]) };
    case 'stage-finished': {
      const finished = inCell(event.stage, event.cell);
      return { ...seen, stages: new Map([...seen.stages].filter(([stage]) => stage !== finished)) };
    }
    case 'smokes-planned':
      // Each cell of a matrix plans its own.
      return { ...seen, planned: (event.cell === undefined ? 0 : seen.planned) + event.total };
    case 'round-started':
      return { ...seen, smokes: [], finished: 0, round: { number: event.round, of: event.rounds } };
    case 'smoke-started':
      return { ...seen, smokes: [...seen.smokes, inCell(event.name, event.cell)] };
    case 'smoke-finished': {
      const finished = inCell(event.result.name, event.result.cell);
      return {
        ...seen,
        smokes: seen.smokes.filter((name) => name !== finished),
        finished: seen.finished + 1,
        failures: withFailure(seen.failures, event.result),
      };
    }
    case 'run-finished':
      return { ...seen, stages: new Map(), smokes: [] };
    default:
      return seen;
  }
}

function withFailure(failures: Activity['failures'], result: SmokeResult): Activity['failures'] {
  const now = (result.rounds && outcomeOf(result.rounds)) ?? result.outcome;
  const name = inCell(result.name, result.cell);
  return now === 'failed' || now === 'flaky' ? new Map([...failures, [name, now]]) : failures;
}
