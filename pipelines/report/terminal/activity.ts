import type { RunEvent, StageName } from '../../../schemas/types.ts';

/** What goes on at this moment, from the events so far. */
export interface Activity {
  /** epoch milliseconds; absent before the first event */
  startedAt?: number;
  /** running stages with their beginning, epoch milliseconds */
  stages: ReadonlyMap<StageName, number>;
  /** running smokes, the oldest first */
  smokes: readonly string[];
  planned: number;
  finished: number;
  failed: number;
}

export const noActivity: Activity = { stages: new Map(), smokes: [], planned: 0, finished: 0, failed: 0 };

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
    case 'smoke-started':
      return { ...seen, smokes: [...seen.smokes, event.name] };
    case 'smoke-finished':
      return {
        ...seen,
        smokes: seen.smokes.filter((name) => name !== event.result.name),
        finished: seen.finished + 1,
        failed: seen.failed + (event.result.outcome === 'failed' ? 1 : 0),
      };
    case 'run-finished':
      return { ...seen, stages: new Map(), smokes: [] };
    default:
      return seen;
  }
}
