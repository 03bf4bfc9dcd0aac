import { smoke } from '../../smoke.ts';

smoke('runs all the same', async ({ expect }) => {
  expect(1).toBe(1);
});
