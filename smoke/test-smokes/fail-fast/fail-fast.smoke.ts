import { smoke } from '../../smoke.ts';

smoke('fails', async ({ expect }) => {
  expect(1).toBe(2);
});

smoke('is under way', async ({ cli, expect }) => {
  expect(await cli(['stay'])).toSucceed();
});
