import { smoke } from '../../smoke.ts';

smoke('is there', async ({ expect }) => {
  expect(1).toBe(1);
});

throw new Error('this file cannot be loaded');
