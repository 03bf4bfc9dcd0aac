import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sampleRounds } from './report/sample-rounds.ts';
import { storePlaces } from './run/places.ts';
import { openRun } from './run/recorder.ts';
import { asCommand, asJson, heldRun, pastRun, scratchRun } from './run/scratch-run.ts';
import { status } from './status.ts';

const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;

test('says that nothing was recorded here', async () => {
  const here = scratchRun();
  const { code, stdout } = await asCommand(here, (io) => status({}, io));
  expect({ code, stdout }).toEqual({ code: 0, stdout: `No run has been recorded in ${here.workdir}.\n` });
});

test('shows what is at work, and the last result of each suite', async () => {
  const here = scratchRun();
  const before = await pastRun({ ...here, suite: 'other' }, 60_000, { state: 'failed', verdict: 'fail', exitCode: 1 });
  const run = await openRun(here);
  run.emit({ type: 'stage-started', stage: 'smokes' });
  run.emit({ type: 'smokes-planned', total: 9 });
  run.emit({ type: 'smoke-started', name: 'daemon > starts' });
  const { document } = await asJson(here, 'status-report', (io) => status({ json: true }, io));
  expect(document).toMatchObject({
    workdir: here.workdir,
    lock: { state: 'held', held: { runId: run.id } },
    running: { state: 'running', status: { runId: run.id, stage: 'smokes', current: ['daemon > starts'] } },
    suites: [{ state: 'failed', status: { runId: before.id, suite: 'other' } }],
  });
  const { stdout } = await asCommand(here, (io) => status({}, io));
  expect(stdout).toContain(`running ${run.id}: ./thing, ktx-runtime@1\n  stage smokes, 0 of 9 smokes done, 0 failed`);
  expect(stdout).toContain('now: daemon > starts');
  expect(stdout).toMatch(/other +failed/);
  await run.finish(passed);
  const after = await asJson(here, 'status-report', (io) => status({ json: true }, io));
  expect(after.document.running).toBeUndefined();
  expect(after.document.suites.map(({ status: { suite }, state }) => [suite, state])).toEqual([
    ['ktx-runtime@1', 'passed'],
    ['other', 'failed'],
  ]);
});

test('of a repeated run shows the round, and counts each smoke once by what its rounds came to', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const smokes = {
    'a > passes': ['passed', 'passed', 'passed'],
    'a > is flaky': ['passed', 'failed', 'passed'],
    'a > fails': ['failed', 'failed', 'failed'],
    'a > skips': ['skipped', 'passed', 'passed'],
    'a > is at work': ['passed', 'passed'],
  } as const;
  const events = sampleRounds(smokes).filter(({ type }) => type !== 'run-started');
  const end = events.findIndex((event) => event.type === 'stage-finished' && event.stage === 'smokes');
  for (const event of events.slice(0, end)) run.emit(event);
  const { stdout } = await asCommand(here, (io) => status({}, io));
  expect(stdout).toContain('stage smokes, round 3 of 3, 4 of 5 smokes done, 1 failed, 1 flaky, for ');
  expect(run.status().progress).toEqual({
    planned: 5,
    passed: 2,
    failed: 1,
    flaky: 1,
    skipped: 1,
    notApplicable: 0,
    round: { number: 3, of: 3, finished: 4 },
  });
  await run.finish({ state: 'failed', verdict: 'fail', exitCode: 1 });
});

test('tells of a killed run that it crashed, and that its lock was left behind', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  await held.kill();
  const { stdout } = await asCommand(here, (io) => status({}, io));
  expect(stdout).toContain(`The lock is left behind: process ${held.child.pid} has ended`);
  expect(stdout).toMatch(new RegExp(`ktx-runtime@1 +crashed .*${held.id}`));
});

test('copes with a store of which nothing can be read', async () => {
  const here = scratchRun();
  const run = await pastRun(here, 1_000);
  const { statusFile, lockFile } = storePlaces(here.workdir);
  for (const file of [statusFile, lockFile, run.statusFile]) writeFileSync(file, '{"half');
  const { code, document } = await asJson(here, 'status-report', (io) => status({ json: true }, io));
  expect(code).toBe(0);
  expect(document).toMatchObject({ lock: { state: 'unreadable' }, suites: [{ state: 'passed' }] });
});
