import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asCommand, asJson, pastRun, type ScratchRun, scratchRun } from './run/scratch-run.ts';
import { runs } from './runs.ts';

const day = 86_400_000;
const failed = { state: 'failed', verdict: 'fail', exitCode: 1 } as const;

const list = (options: ScratchRun, flags: Parameters<typeof runs>[0] = {}) =>
  asJson(options, 'runs-list', (io) => runs({ ...flags, json: true }, io));

test('lists the runs of every project, newest first, and marks those whose project is gone', async () => {
  const here = scratchRun();
  const other = { ...scratchRun(), stateHome: here.stateHome, project: 'other' };
  const first = await pastRun(other, 3 * day, failed);
  const second = await pastRun(here, 2 * day);
  const third = await pastRun(other, day);
  const { document } = await list(here);
  expect(document.runs).toMatchObject([
    { runId: third.id, project: 'other', state: 'passed' },
    {
      runId: second.id,
      project: '@scope/thing',
      suite: 'ktx-runtime@1',
      workdir: here.workdir,
      durationMs: expect.any(Number),
    },
    { runId: first.id, state: 'failed' },
  ]);
  rmSync(other.workdir, { recursive: true });
  expect((await list(here)).document.runs.map(({ state }) => state)).toEqual(['unavailable', 'passed', 'unavailable']);
  const { stdout } = await asCommand(here, (io) => runs({}, io));
  expect(stdout.split('\n')[1]).toMatch(new RegExp(`^${third.id} +other +ktx-runtime@1 +\\[unavailable\\]`));
});

test('filters by project and by status, and counts only those that pass', async () => {
  const here = scratchRun();
  const other = { ...scratchRun(), stateHome: here.stateHome, project: '@scope/thing-else' };
  const old = await pastRun(here, 4 * day, failed);
  await pastRun(other, 3 * day, failed);
  const young = await pastRun(here, 2 * day, failed);
  await pastRun(here, day);
  const ids = async (flags: Parameters<typeof runs>[0]) =>
    (await list(here, flags)).document.runs.map(({ runId }) => runId);
  expect(await ids({ project: '@scope/thing', status: 'failed' })).toEqual([young.id, old.id]);
  expect(await ids({ project: '@scope/thing', status: 'failed', last: '1' })).toEqual([young.id]);
  expect(await ids({ project: 'unheard-of' })).toEqual([]);
  await expect(list(here, { status: 'broken' })).rejects.toThrow('--status: expected one of running');
  await expect(list(here, { last: 'few' })).rejects.toThrow('--last: expected a whole number');
});

test('lists a run of this directory that could not be registered', async () => {
  const here = scratchRun();
  writeFileSync(here.stateHome, 'a file');
  const run = await pastRun(here, day);
  expect((await list(here)).document.runs).toMatchObject([{ runId: run.id, state: 'passed' }]);
});
