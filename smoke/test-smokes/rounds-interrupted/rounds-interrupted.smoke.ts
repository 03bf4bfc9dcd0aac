import { smoke } from '../../smoke.ts';
import { nextRound } from '../next-round.ts';

smoke('stays in the second round', async ({ cli, context, expect }) => {
  const what = (await nextRound(context.project.dir)) === 2 ? 'stay' : 'print';
  const { stdout } = await cli([what, 'here\n']);
  expect(stdout).toBe('here\n');
});
