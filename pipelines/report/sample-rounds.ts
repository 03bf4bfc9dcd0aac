/** For tests: the events of a repeated run, by how each smoke came out round by round. */
import type { SmokeResult } from '../../schemas/types.ts';
import type { EventBody } from '../run/event-body.ts';
import { count, noCounts, RoundTally } from '../smokes/round-tally.ts';
import { sampleEvents, sampleSmoke } from './sample-run.ts';

export interface SampleRounds {
  /** how many were asked for; as many as there are when not given */
  asked?: number;
  /** what the results have in common, by smoke; `durationMs` is multiplied by the round */
  differs?: Readonly<Record<string, Partial<SmokeResult>>>;
}

/** @param smokes outcomes by name, the first round's first */
export function sampleRounds(
  smokes: Readonly<Record<string, readonly SmokeResult['outcome'][]>>,
  { asked, differs = {} }: SampleRounds = {},
): EventBody[] {
  const names = Object.keys(smokes);
  const longest = Math.max(...Object.values(smokes).map(({ length }) => length));
  const rounds = asked ?? longest;
  const tally = new RoundTally();
  const told = Array.from({ length: longest }, (_, index): EventBody[] => {
    const round = index + 1;
    const outcomes = noCounts();
    const finished = names.flatMap((name): EventBody[] => {
      const outcome = smokes[name]?.[index];
      if (outcome === undefined) return [];
      count(outcomes, outcome);
      const one = sampleSmoke(name, { durationMs: 100 * round, ...differs[name], outcome });
      return [
        { type: 'smoke-started', name },
        { type: 'smoke-finished', result: { ...one, rounds: tally.add(one, round) } },
      ];
    });
    const complete = names.every((name) => smokes[name]?.[index] !== undefined);
    return [
      { type: 'round-started', round, rounds },
      ...finished,
      ...(complete ? [{ type: 'round-finished' as const, round, rounds, outcomes, durationMs: 1000 * round }] : []),
    ];
  });
  return sampleEvents([], { planned: names.length }).flatMap((event) =>
    event.type === 'smokes-planned' ? [event, ...told.flat()] : [event],
  );
}
