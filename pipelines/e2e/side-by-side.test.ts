import { expect, test } from 'vitest';
import { exitOf, openWorkplace, type Workplace } from './workplace.ts';

/** Starts a verify and resolves when it has said that a stage is under way. */
function startVerify(place: Workplace) {
  const underWay = Promise.withResolvers<void>();
  const running = place.start(['verify', '--verbose'], {
    onOutput: (_, chunk) => {
      if (chunk.toString().includes('...   ')) underWay.resolve();
    },
  });
  return { running, underWay: underWay.promise };
}

test('a second verify in one directory says who holds it and ends with 3; the first is not disturbed', async () => {
  await using place = await openWorkplace();
  const first = startVerify(place);
  await first.underWay;
  const second = await place.shakedown(['verify']);
  expect(exitOf(second)).toBe(3);
  expect(second.stderr.trim().split('\n')).toHaveLength(1);
  expect(second.stderr).toContain(`lock-held: ${place.dir}: run `);
  expect(second.stderr).toContain(`process ${first.running.pid}`);
  const unlocked = await place.shakedown(['unlock', '--force']);
  expect(exitOf(unlocked), unlocked.stdout).toBe(1);
  expect(exitOf(await first.running.result)).toBe(0);
  expect(exitOf(await place.shakedown(['unlock']))).toBe(0);
});

test('verifies in two directories go side by side', async () => {
  await using one = await openWorkplace();
  await using other = await openWorkplace();
  const results = await Promise.all([one.shakedown(['verify']), other.shakedown(['verify'])]);
  expect(results.map(exitOf), results.map(({ stderr }) => stderr).join('\n')).toEqual([0, 0]);
});
