import { smoke } from '../../smoke.ts';

for (const number of [1, 2]) {
  smoke('has one name', async ({ expect }) => {
    expect(number).toBe(number);
  });
}
