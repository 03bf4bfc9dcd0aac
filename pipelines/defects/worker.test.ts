import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { findSurvivors, type Survivor } from '../../smoke/process/survivors.ts';
import { openCrew } from './crew.ts';
import type { Ground } from './orders.ts';

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'worker-')));
});
afterEach(() => rm(dir, { recursive: true }));

const crewOfOne = () =>
  openCrew({
    program: join(import.meta.dirname, 'worker.ts'),
    size: 1,
    env: { PATH: process.env.PATH ?? '', [MARK_VARIABLE]: dir },
    cwd: dir,
    log: join(dir, 'worker.log'),
    signal: new AbortController().signal,
  });

const workers = (): readonly Survivor[] => findSurvivors({ mark: { name: MARK_VARIABLE, value: dir } }).survivors;

/** Of no use to any order. */
const ground: Ground = JSON.parse('{}');

test('what goes wrong at an order is answered with its stack, and the next order is taken', async () => {
  await using crew = await crewOfOne();
  for (const _ of [1, 2]) {
    await expect(crew.ask({ kind: 'healthy', ground })).rejects.toThrow(/^a worker broke: TypeError: .*\n +at /);
  }
});

test('a worker that is signaled ends, though its parent holds the channel', async () => {
  await using crew = await crewOfOne();
  await expect(crew.ask({ kind: 'healthy', ground })).rejects.toThrow('a worker broke');
  const [worker] = workers();
  process.kill(worker?.pid ?? Number.NaN, 'SIGTERM');
  await expect.poll(workers, { timeout: 8_000 }).toEqual([]);
});
