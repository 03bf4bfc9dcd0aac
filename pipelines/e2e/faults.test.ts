import { expect, test } from 'vitest';
import { faultRound } from './fault-round.ts';
import { openWorkplace } from './workplace.ts';

// A sample; `npm run test:faults` runs all of them.
test.for([400, 1500, 4000])(
  'kill -9 after %i ms: every reader tells the truth, the next verify passes, prune leaves nothing',
  async (ms) => {
    await using place = await openWorkplace();
    const { wrong } = await faultRound(place, ms);
    expect(wrong).toEqual([]);
  },
);
