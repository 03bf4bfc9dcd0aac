import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { logs } from '../logs.ts';
import { runs, runsPrune } from '../runs.ts';
import { status } from '../status.ts';
import { workspacesPrune } from '../workspaces.ts';
import { storePlaces, suiteStatusFile } from './places.ts';
import { readRun, readStatus } from './read-run.ts';
import { openRun } from './recorder.ts';
import { asJson, heldRun, type ScratchRun, scratchRun } from './scratch-run.ts';

const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;

/** Kills a process that makes one run after the other, at any moment: while it opens, records, ends, or in between. */
async function killAtRandom(here: ScratchRun): Promise<void> {
  const { workdir, stateHome, tmpDir, project, suite } = here;
  const task = JSON.stringify({ workdir, stateHome, tmpDir, project, suite });
  const child = fork(new URL('./run-looper.ts', import.meta.url), [task]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await Promise.race([once(child, 'message'), ended]);
  await delay(Math.random() * 40);
  expect(child.exitCode).toBeNull();
  child.kill('SIGKILL');
  await ended;
}

test('killed at any moment, readers tell the truth, the next run begins, and prune leaves nothing', async () => {
  for (let round = 0; round < 8; round += 1) {
    const here = scratchRun();
    await killAtRandom(here);
    const store = storePlaces(here.workdir);

    const shown = await asJson(here, 'status-report', (io) => status({ json: true }, io));
    expect(shown.document.running).toBeUndefined();
    const listed = await asJson(here, 'runs-list', (io) => runs({ json: true, last: '1000' }, io));
    const states = listed.document.runs.map(({ state }) => state);
    expect(states.filter((state) => state !== 'passed' && state !== 'crashed')).toEqual([]);
    expect(states.filter((state) => state === 'crashed').length).toBeLessThanOrEqual(1);
    const newest = listed.document.runs.find(({ state }) => state === 'crashed') ?? listed.document.runs[0];
    const told = await asJson(here, 'diagnosis', (io) => diagnose(newest?.runId, { json: true }, io));
    expect(told.document.run.state).toBe(newest?.state);

    if (round % 2 === 0) await (await openRun(here)).finish(passed);
    const pruned = await asJson(here, 'cleanup-report', (io) =>
      runsPrune({ olderThan: '0d', force: true, json: true }, { ...io, now: () => new Date(Date.now() + 2_000) }),
    );
    expect(pruned.document.items.filter(({ result }) => result !== 'deleted')).toEqual([]);
    expect(readdirSync(store.runsDir)).toEqual([]);
    expect(readdirSync(store.dir).sort()).toEqual(['.gitignore', 'runs', 'status.json', 'suites']);
    expect(readdirSync(join(here.tmpDir, readdirSync(here.tmpDir)[0] ?? ''))).toEqual([]);
    expect(readdirSync(join(here.stateHome, 'shakedown', 'runs'))).toEqual([]);
    expect(readdirSync(dirname(store.dir))).toEqual(['.shakedown']);
  }
}, 120_000);

test('killed before its workspace was made, it is read by every command, and prune takes it off the record', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  await held.kill();
  rmSync(join(here.tmpDir, readdirSync(here.tmpDir)[0] ?? ''), { recursive: true });
  const shown = await asJson(here, 'status-report', (io) => status({ json: true }, io));
  expect(shown.document.suites).toMatchObject([{ state: 'crashed', status: { runId: held.id } }]);
  const listed = await asJson(here, 'runs-list', (io) => runs({ json: true }, io));
  expect(listed.document.runs).toMatchObject([{ runId: held.id, state: 'crashed' }]);
  const told = await asJson(here, 'diagnosis', (io) => diagnose(held.id, { json: true }, io));
  expect(told.document).toMatchObject({ run: { state: 'crashed' }, leftovers: { processes: [], directories: [] } });
  const logged = await asJson(here, 'run-log', (io) => logs({ run: held.id, json: true }, io));
  expect(logged.document.events).not.toEqual([]);
  const cleaned = await asJson(here, 'cleanup-report', (io) =>
    workspacesPrune({ unreferenced: true, force: true, json: true }, io),
  );
  expect(cleaned).toMatchObject({ code: 0, document: { items: [] } });
  const pruned = await asJson(here, 'cleanup-report', (io) =>
    runsPrune({ olderThan: '0d', force: true, json: true }, { ...io, now: () => new Date(Date.now() + 2_000) }),
  );
  expect(pruned.document.items.map(({ kind, result }) => [kind, result])).toEqual([
    ['lock', 'deleted'],
    ['run', 'deleted'],
  ]);
});

test('records the crash of the run before it: killed, it is crashed for readers and then in the files', async () => {
  const options = scratchRun();
  const { statusFile } = storePlaces(options.workdir);
  const held = await heldRun(options);
  expect(readRun(options.workdir, held.id)).toMatchObject({ state: 'running' });
  await held.kill();
  const progress = { planned: 3 };
  expect(readRun(options.workdir, held.id)).toMatchObject({ state: 'crashed', status: { progress, stage: 'smokes' } });
  expect(readStatus(statusFile)).toMatchObject({ state: 'running' });

  const run = await openRun(options);
  expect(options.said.map(({ code }) => code)).toEqual(['lock-taken-over', 'run-crash-recorded']);
  expect(readStatus(suiteStatusFile(options.workdir, options.suite))).toMatchObject({
    runId: held.id,
    state: 'crashed',
    stage: 'smokes',
    current: ['daemon > starts'],
  });
  expect(readRun(options.workdir, held.id)).toMatchObject({ state: 'crashed', status: { state: 'crashed', progress } });
  await run.finish(passed);
});

test('sweeps the temporary files of writers that were killed, and no others', async () => {
  const options = scratchRun();
  const held = await heldRun(options);
  await held.kill();
  const { dir } = storePlaces(options.workdir);
  const dead = `.status.json.${held.child.pid}-0123abcd.part`;
  const alive = `.status.json.${process.ppid}-0123abcd.part`;
  for (const name of [dead, alive, 'mine.part']) writeFileSync(join(dir, name), '{');
  await (await openRun(options)).finish(passed);
  expect(readdirSync(dir)).toEqual(expect.arrayContaining([alive, 'mine.part']));
  expect(readdirSync(dir)).not.toContain(dead);
});

test('sweeps directories that their makers never finished, and not those that are being made', async () => {
  const options = scratchRun();
  const held = await heldRun(options);
  await held.kill();
  const { runsDir } = storePlaces(options.workdir);
  const root = join(options.tmpDir, readdirSync(options.tmpDir)[0] ?? '');
  const dead = `20200101-000000-aaaa.making-${held.child.pid}`;
  const alive = `20200101-000000-aaaa.making-${process.ppid}`;
  for (const dir of [runsDir, root])
    for (const name of [dead, alive]) mkdirSync(join(dir, name, 'half'), { recursive: true });
  await (await openRun(options)).finish(passed);
  for (const dir of [runsDir, root]) {
    expect(readdirSync(dir)).toContain(alive);
    expect(readdirSync(dir)).not.toContain(dead);
  }
});
