import { smoke } from '../../smoke.ts';

for (const number of [1, 2]) {
  smoke(`stays ${number}`, async ({ cli, expect }) => {
    expect(await cli(['stay'])).toSucceed();
  });
}
