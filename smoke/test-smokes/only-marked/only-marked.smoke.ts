import { smoke } from '../../smoke.ts';

smoke('is not marked', async ({ expect }) => {
  expect(1).toBe(2);
});

smoke.only('is marked, and would hide the other', async ({ expect }) => {
  expect(1).toBe(1);
});
