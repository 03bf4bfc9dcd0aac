import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SchemaError } from '../../smoke/schema/validate.ts';
import type { EventBody } from './event-body.ts';
import { pointersDir, storePlaces, suiteStatusFile } from './places.ts';
import { openEntry, runEntries } from './read.ts';
import { readEvents, readRun, readStatus } from './read-run.ts';
import { openRun } from './recorder.ts';
import { isRunId } from './run-id.ts';
import { eventually, scratchRun } from './scratch-run.ts';
import { NotReady } from './store-fault.ts';

const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;
const smoke = (name: string, outcome: 'passed' | 'failed'): EventBody => ({
  type: 'smoke-finished',
  result: {
    name,
    outcome,
    suite: 's',
    file: 'a.smoke.ts',
    title: name,
    required: true,
    startedAt: '2026-11-20T09:00:00.000Z',
    durationMs: 5,
  },
});

test('has the status, the first event and the pointer record on the disk before openRun returns', async () => {
  const options = scratchRun();
  const run = await openRun(options);
  expect(isRunId(run.id)).toBe(true);
  expect(readStatus(storePlaces(options.workdir).statusFile)).toMatchObject({
    runId: run.id,
    state: 'running',
    mark: run.id,
    owner: { pid: process.pid },
    workspace: { dir: run.workspaceDir, kept: false },
  });
  expect(readEvents(run.eventsFile).events).toMatchObject([{ v: 1, seq: 1, runId: run.id, type: 'run-started' }]);
  expect(readdirSync(pointersDir(options.stateHome))).toEqual([`scope-thing-ktx-runtime@1-${run.id}`]);
  expect(statSync(run.sandboxesDir).isDirectory()).toBe(true);
  expect(run.workspaceDir.startsWith(join(options.tmpDir, 'shakedown-'))).toBe(true);
  run.finishSync(passed);
});

test('appends every event in the tick in which it is emitted, in order, each as the schema says', async () => {
  const run = await openRun(scratchRun());
  run.emit({ type: 'stage-started', stage: 'pack' });
  run.emit({ type: 'stage-finished', stage: 'pack', outcome: 'passed', durationMs: 3 });
  const lines = readFileSync(run.eventsFile, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line)).map(({ seq, type }) => [seq, type])).toEqual([
    [1, 'run-started'],
    [2, 'stage-started'],
    [3, 'stage-finished'],
  ]);
  expect(() => run.emit({ type: 'smokes-planned', total: -1 })).toThrow(SchemaError);
  expect(readEvents(run.eventsFile)).toMatchObject({ broken: 0, events: { length: 3 } });
  run.finishSync(passed);
});

test('keeps status.json up with the events, without an event being lost among many', async () => {
  const options = scratchRun();
  const run = await openRun(options);
  run.emit({ type: 'smokes-planned', total: 300 });
  for (let i = 0; i < 300; i += 1) {
    run.emit({ type: 'smoke-started', name: `s${i}` });
    if (i < 299) run.emit(smoke(`s${i}`, i % 3 === 0 ? 'failed' : 'passed'));
  }
  const { statusFile } = storePlaces(options.workdir);
  await eventually('status.json to have the last event', () => {
    const status = readStatus(statusFile);
    return 'runId' in status && status.lastSeq === 601;
  });
  expect(readStatus(statusFile)).toMatchObject({
    state: 'running',
    current: ['s299'],
    progress: { planned: 300, passed: 199, failed: 100 },
  });
  await run.finish(passed);
});

test('leaves the last snapshot in the run, at its suite and as the live status, and gives the lock back', async () => {
  const options = scratchRun();
  const run = await openRun(options);
  run.emit({ type: 'stage-started', stage: 'smokes' });
  expect(await run.finish({ state: 'failed', verdict: 'fail', exitCode: 1 })).toMatchObject({ state: 'failed' });
  const files = [
    run.statusFile,
    suiteStatusFile(options.workdir, options.suite),
    storePlaces(options.workdir).statusFile,
  ];
  for (const file of files) expect(readStatus(file)).toMatchObject({ runId: run.id, state: 'failed', exitCode: 1 });
  expect(existsSync(storePlaces(options.workdir).lockFile)).toBe(false);
  expect(readEvents(run.eventsFile).events.at(-1)).toMatchObject({ type: 'run-finished', state: 'failed' });
});

test('lets no write that was under way come after the last one, and leaves no temporary file', async () => {
  const options = scratchRun();
  const { statusFile, dir } = storePlaces(options.workdir);
  const run = await openRun(options);
  run.emit({ type: 'stage-started', stage: 'pack' });
  const deadline = performance.now() + 10_000;
  while (!readdirSync(dir).some((name) => name.endsWith('.part'))) {
    if (performance.now() > deadline) throw new Error('no write was seen under way');
    run.emit({ type: 'stage-started', stage: 'pack' });
    await setImmediate();
  }
  run.finishSync(passed);
  expect(readStatus(statusFile)).toMatchObject({ state: 'passed' });
  await run.finish(passed);
  expect(readStatus(statusFile)).toMatchObject({ state: 'passed' });
  expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('records nothing after the end, and takes the first end for the end', async () => {
  const run = await openRun(scratchRun());
  run.finishSync({ state: 'interrupted', verdict: 'interrupted', exitCode: 130 });
  run.emit({ type: 'stage-started', stage: 'pack' });
  expect(run.finishSync(passed)).toMatchObject({ state: 'interrupted', exitCode: 130 });
  expect(readEvents(run.eventsFile).events.map(({ type }) => type)).toEqual(['run-started', 'run-finished']);
  expect(readStatus(run.statusFile)).toMatchObject({ state: 'interrupted' });
  expect(run.storeFaults).toEqual([]);
});

test('tells a late listener what happened before it came, and survives a listener that fails', async () => {
  const options = scratchRun();
  const run = await openRun(options);
  const heard: string[] = [];
  run.onEvent(() => {
    throw new Error('no terminal');
  });
  const off = run.onEvent((event) => heard.push(event.type));
  run.emit({ type: 'stage-started', stage: 'pack' });
  off();
  run.finishSync(passed);
  expect(heard).toEqual(['run-started', 'stage-started']);
  expect(options.said.map(({ code }) => code)).toContain('listener-failed');
});

test('cannot pass when its record could not be written, and says so once', async () => {
  const options = scratchRun();
  const { statusFile } = storePlaces(options.workdir);
  const run = await openRun(options);
  rmSync(statusFile);
  mkdirSync(join(statusFile, 'in-the-way'), { recursive: true });
  run.emit({ type: 'stage-started', stage: 'pack' });
  await eventually('the fault to be noted', () => run.storeFaults.length > 0);
  run.emit({ type: 'stage-started', stage: 'inspect' });
  expect(await run.finish(passed)).toMatchObject({ state: 'incomplete', exitCode: 4 });
  expect(options.said.map(({ code }) => code)).toEqual(['store-write-failed']);
  expect(readStatus(run.statusFile)).toMatchObject({ state: 'incomplete', exitCode: 4 });
  expect(existsSync(storePlaces(options.workdir).lockFile)).toBe(false);
});

test('ends, and gives its lock back, although its status is none that can be written', async () => {
  const options = scratchRun();
  const run = await openRun(options);
  run.emit({ type: 'process-started', role: 'registry', pid: 1, startTime: '1', port: 70_000 });
  await eventually('the fault to be noted', () => run.storeFaults.length > 0);
  expect(await run.finish(passed)).toMatchObject({ state: 'incomplete', exitCode: 4 });
  expect(run.storeFaults[0]).toMatchObject({ message: expect.stringContaining('/processes/0/port') });
  expect(existsSync(storePlaces(options.workdir).lockFile)).toBe(false);
  expect(readRun(options.workdir, run.id)).toMatchObject({ state: 'incomplete' });
});

test('goes on when it cannot be registered centrally, with a word', async () => {
  const options = scratchRun();
  writeFileSync(options.stateHome, 'a file');
  const run = await openRun(options);
  expect(options.said).toMatchObject([{ code: 'run-not-registered', severity: 'warning' }]);
  expect(await run.finish(passed)).toMatchObject({ state: 'passed' });
});

test('refuses a .shakedown that is a file, and leaves it as it is', async () => {
  const options = scratchRun();
  writeFileSync(join(options.workdir, '.shakedown'), 'mine');
  const refusal = await openRun(options).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(NotReady);
  expect(refusal).toMatchObject({ findings: [{ code: 'store-is-a-file' }] });
  expect(readFileSync(join(options.workdir, '.shakedown'), 'utf8')).toBe('mine');
});

test('gives the lock back and leaves nothing when it fails half-way in', async () => {
  const options = scratchRun();
  const { statusFile, runsDir, lockFile } = storePlaces(options.workdir);
  mkdirSync(join(statusFile, 'in-the-way'), { recursive: true });
  await expect(openRun(options)).rejects.toBeInstanceOf(NotReady);
  expect(existsSync(lockFile)).toBe(false);
  expect(readdirSync(runsDir)).toEqual([]);
  expect(readdirSync(join(options.tmpDir, readdirSync(options.tmpDir)[0] ?? ''))).toEqual([]);
});

test('the second run in a workdir is told who is there; one in another workdir goes on', async () => {
  const options = scratchRun();
  const other = scratchRun();
  const run = await openRun(options);
  const refusal = await openRun(options).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ findings: [{ code: 'lock-held', args: { pid: process.pid, runId: run.id } }] });
  const beside = await openRun(other);
  await beside.finish(passed);
  await run.finish(passed);
  await (await openRun(options)).finish(passed);
});

test('whoever looks upward from a workspace for a project, or whether a file is a module, finds the workspace', async () => {
  const options = scratchRun();
  writeFileSync(
    join(options.tmpDir, 'package.json'),
    '{"type":"module","workspaces":["**"],"packageManager":"pnpm@1.0.0"}',
  );
  const run = await openRun(options);
  const file = join(run.sandboxesDir, 'of-the-package.js');
  writeFileSync(file, "console.log(require('node:module').findPackageJSON('..', __filename))");
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  expect(stdout, stderr).toBe(`${join(run.workspaceDir, 'package.json')}\n`);
  await run.removeWorkspace();
  await run.finish(passed);
});

test('removes its workspace at the end unless it is to be kept', async () => {
  const options = scratchRun();
  const gone = await openRun(options);
  writeFileSync(join(gone.sandboxesDir, 'file'), 'x');
  await gone.removeWorkspace();
  await gone.finish(passed);
  expect(existsSync(gone.workspaceDir)).toBe(false);
  const kept = await openRun(options);
  kept.keepWorkspace();
  await kept.removeWorkspace();
  await kept.finish(passed);
  expect(existsSync(kept.workspaceDir)).toBe(true);
  expect(readStatus(kept.statusFile)).toMatchObject({ workspace: { kept: true } });
});

test('refuses a workspace root that others can write to; that it did is on record, and the next run begins', async () => {
  const options = scratchRun();
  const first = await openRun(options);
  await first.finish(passed);
  const root = join(first.workspaceDir, '..');
  chmodSync(root, 0o777);
  await expect(openRun(options)).rejects.toMatchObject({ findings: [{ code: 'workspace-root-unsafe' }] });
  const runs = runEntries(options).map(openEntry);
  const refused = runs.find(({ runId }) => runId !== first.id);
  expect(refused?.run).toMatchObject({
    state: 'incomplete',
    status: { exitCode: 3, findings: { error: 1 }, workspace: { dir: join(root, refused?.runId ?? ''), kept: false } },
  });
  expect(refused?.entry.pointerDir).toContain(refused?.runId);
  expect(existsSync(storePlaces(options.workdir).lockFile)).toBe(false);
  chmodSync(root, 0o700);
  await (await openRun(options)).finish(passed);
});

test('is on record before its workspace is there: what is killed in between is found', async () => {
  let asked = 0;
  let seen: { state: string; workspace: boolean } | undefined;
  const options = scratchRun({
    now: () => {
      asked += 1;
      const [entry] = runEntries(options);
      if (entry?.pointerDir !== undefined && !seen) {
        const { run } = openEntry(entry);
        const dir = run.state === 'unavailable' ? '' : run.status.workspace.dir;
        seen = { state: run.state, workspace: existsSync(dir) };
      }
      return new Date();
    },
  });
  const run = await openRun(options);
  expect(asked).toBeGreaterThan(0);
  expect(seen).toEqual({ state: 'running', workspace: false });
  expect(existsSync(run.workspaceDir)).toBe(true);
  await run.finish(passed);
});
