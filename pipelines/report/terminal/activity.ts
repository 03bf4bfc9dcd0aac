import type { RunEvent, SmokeResult, StageName } from '../../../schemas/types.ts';
import { outcomeOf } from '../over-rounds.ts';

/** What goes on at this moment, from the events so far. */
export interface Activity {
  /** epoch milliseconds; absent before the first event */
  startedAt?: number;
  /** running stages with their beginning, epoch milliseconds */
  stages: ReadonlyMap<StageName, number>;
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
      return { ...seen, stages: new Map([...seen.stages, [event.stage, at]]) };
    case 'stage-finished':
      return { ...seen, stages: new Map([...seen.stages].filter(([stage]) => stage !== event.stage)) };
    case 'smokes-planned':
      return { ...seen, planned: event.total };
    case 'round-started':
      return { ...seen, smokes: [], finished: 0, round: { number: event.round, of: event.rounds } };
    case 'smoke-started':
      return { ...seen, smokes: [...seen.smokes, event.name] };
    case 'smoke-finished':
      return {
        ...seen,
        smokes: seen.smokes.filter((name) => name !== event.result.name),
        finished: seen.finished + 1,
        failures: withFailure(seen.failures, event.result),
      };
    case 'run-finished':
      return { ...seen, stages: new Map(), smokes: [] };
    default:
      return seen;
  }
}

function withFailure(failures: Activity['failures'], { name, outcome, rounds }: SmokeResult): Activity['failures'] {
  const now = (rounds && outcomeOf(rounds)) ?? outcome;
  return now === 'failed' || now === 'flaky' ? new Map([...failures, [name, now]]) : failures;
}
