import { appendFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { identityOf } from '../smoke/process/identity.ts';
import { diagnose } from './diagnose.ts';
import { openRun } from './run/recorder.ts';
import { asCommand, asJson, heldRun, pastRun, type ScratchRun, scratchRun, strayProcess } from './run/scratch-run.ts';
import { writeStatusSync } from './run/status-writer.ts';

const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;
const examine = async (options: ScratchRun, id?: string) =>
  (await asJson(options, 'diagnosis', (io) => diagnose(id, { json: true }, io))).document;

test('of a run at work: what it is at, and how to look on', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  run.emit({ type: 'stage-started', stage: 'install' });
  expect(await examine(here)).toMatchObject({
    run: { runId: run.id, state: 'running' },
    stage: 'install',
    leftovers: { lock: true },
    next: expect.stringContaining('--follow'),
  });
  await run.finish(passed);
});

test('of a repeated run: which round it is', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  run.emit({ type: 'stage-started', stage: 'smokes' });
  run.emit({ type: 'round-started', round: 7, rounds: 100 });
  run.emit({ type: 'smoke-started', name: 'daemon > starts' });
  expect(await examine(here)).toMatchObject({ round: { number: 7, of: 100, finished: 0 } });
  const { stdout } = await asCommand(here, (io) => diagnose(undefined, {}, io));
  expect(stdout).toContain('\n  at: stage smokes, round 7 of 100; daemon > starts\n');
  await run.finish(passed);
});

test('of a killed run: why, what it was at, what it left by mark and by record, and how to remove that', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  await held.kill();
  const marked = await strayProcess(held.id);
  const registry = await strayProcess(undefined);
  const { startTime } = identityOf(registry.pid ?? 0) ?? { startTime: '' };
  const event = { v: 1, seq: 5, at: new Date().toISOString(), runId: held.id, type: 'process-started' };
  const line = JSON.stringify({ ...event, role: 'registry', pid: registry.pid, startTime, port: 4873 });
  appendFileSync(`${here.workdir}/.shakedown/runs/${held.id}/events.jsonl`, `gibberish\n${line}\n`);
  const diagnosis = await examine(here, held.id);
  expect(diagnosis).toMatchObject({
    run: { state: 'crashed', reason: `process ${held.child.pid} has ended` },
    stage: 'smokes',
    current: ['daemon > starts'],
    brokenEvents: 1,
    leftovers: { ports: [4873], lock: true, directories: [{ path: expect.stringContaining(held.id) }] },
    next: expect.stringContaining('shakedown runs prune'),
  });
  const seen = diagnosis.leftovers.processes.map(({ pid, what, own }) => [pid, what, own]);
  expect(seen).toEqual(
    expect.arrayContaining([
      [marked.pid, 'sleep 60', true],
      [registry.pid, 'registry', true],
    ]),
  );
  const { stdout } = await asCommand(here, (io) => diagnose(held.id, {}, io));
  expect(stdout).toContain(`process ${registry.pid}: registry\n`);
  expect(stdout).toContain('last heard of at: stage smokes; daemon > starts\n');
});

test('of a finished run: how to see why it failed, or nothing', async () => {
  const here = scratchRun();
  const failed = await pastRun(here, 60_000, { state: 'failed', verdict: 'fail', exitCode: 1 });
  expect((await examine(here, failed.id)).next).toBe(`To see why: shakedown logs --run ${failed.id}`);
  const good = await pastRun(here, 1_000);
  expect(await examine(here, good.id)).toMatchObject({
    next: 'Nothing to do.',
    leftovers: { processes: [], directories: [], ports: [], lock: false },
  });
});

test('of a run whose project is gone: how to take it off the record', async () => {
  const here = scratchRun();
  const other = { ...scratchRun(), stateHome: here.stateHome };
  const run = await pastRun(other, 1_000);
  rmSync(other.workdir, { recursive: true });
  expect(await examine(here, run.id)).toMatchObject({
    run: { state: 'unavailable' },
    next: `To take it off the record: shakedown runs delete ${run.id} --force`,
  });
});

test('of a silent run: whose process to look at', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const status = run.status();
  run.finishSync(passed);
  rmSync(run.eventsFile);
  for (const file of [run.statusFile, `${here.workdir}/.shakedown/status.json`]) {
    writeStatusSync(file, { ...status, updatedUptimeMs: 0 });
  }
  expect(await examine(here, run.id)).toMatchObject({
    run: { state: 'stalled' },
    next: expect.stringContaining(`kill -INT ${process.pid}`),
  });
});
