/**
 * `npm run test:faults [ROUNDS]`: kills a real verify with SIGKILL at random points across all its stages and prints what
 * was under way, what was left, and what did not hold. Exit 1 when anything did not. The seed makes a run repeatable.
 */
import { type FaultRound, faultRound } from './fault-round.ts';
import { openWorkplace } from './workplace.ts';

const rounds = Number(process.argv[2] ?? 40);
const seed = Number(process.argv[3] ?? Date.now() % 100_000);

/** Numbers in [0, 1) that the seed decides (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A round that really kills: a verify that was done before, because this machine has become faster, is done again. */
async function killedRound(afterMs: number): Promise<FaultRound> {
  await using place = await openWorkplace();
  const result = await faultRound(place, afterMs);
  return result.at === 'finished' && result.wrong.length === 0 ? killedRound(afterMs * 0.7) : result;
}

await using warmUp = await openWorkplace();
const startedAt = performance.now();
await warmUp.shakedown(['verify', '--quiet']);
const whole = performance.now() - startedAt;

const random = randomFrom(seed);
process.stdout.write(
  `${rounds} rounds, seed ${seed}, each killed within the ${Math.round(whole)} ms that a verify takes\n`,
);
let failures = 0;
const seen = new Map<string, number>();
for (let round = 1; round <= rounds; round += 1) {
  // One in each slice of the whole: every stage gets its share.
  const { killedAfterMs, at, left, wrong } = await killedRound(((round - 1 + random()) / rounds) * whole);
  seen.set(at, (seen.get(at) ?? 0) + 1);
  if (wrong.length > 0) failures += 1;
  process.stdout.write(
    [
      `${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${String(round).padStart(3)}  killed after ${String(Math.round(killedAfterMs)).padStart(5)} ms in ${at}; left ${left.processes} processes, ${left.directories} directories`,
      ...wrong.map((what) => `         ${what}`),
      '',
    ].join('\n'),
  );
}
const spread = [...seen].map(([at, count]) => `${at} ${count}`).join(', ');
process.stdout.write(`${rounds - failures} of ${rounds} rounds held; killed in: ${spread}\n`);
if (failures > 0) process.exitCode = 1;
