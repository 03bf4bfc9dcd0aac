import { readdir } from 'node:fs/promises';
import { smoke } from '../../smoke.ts';
import { nextRound } from '../next-round.ts';

let timesRunByThisWorker = 0;

smoke('passes in every round', async ({ cli, sandbox, expect }) => {
  timesRunByThisWorker += 1;
  expect(timesRunByThisWorker).toBe(1);
  expect(await readdir(sandbox.work)).toEqual([]);
  const { stdout } = await cli(['print', 'out\n']);
  expect(stdout).toBe('out\n');
});

smoke('fails in the second round and the third', async ({ cli, context, expect }) => {
  const round = await nextRound(context.project.dir);
  const { stdout } = await cli(['print', `round ${round}\n`]);
  expect(stdout).toBe(`round ${round}\n`);
  expect([2, 3]).not.toContain(round);
});

smoke('skips itself', ({ skip }) => {
  skip('nothing to do here');
});
