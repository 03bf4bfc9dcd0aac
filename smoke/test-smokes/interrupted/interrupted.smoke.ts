import { smoke } from '../../smoke.ts';

smoke('stays', async ({ cli, expect }) => {
  expect(await cli(['stay'])).toSucceed();
});

smoke('stays, and ignores SIGTERM', async ({ cli, expect }) => {
  expect(await cli(['stay', 'whatever'])).toSucceed();
});
