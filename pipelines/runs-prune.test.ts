import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { CleanupItem } from '../schemas/types.ts';
import { MARK_VARIABLE } from '../smoke/process/mark.ts';
import { pointerName, pointersDir, runPlaces, storePlaces, suiteStatusFile } from './run/places.ts';
import { readStatus } from './run/read-run.ts';
import { asJson, heldRun, pastRun, type ScratchRun, scratchRun, strayProcess, treeHash } from './run/scratch-run.ts';
import { runs, runsPrune } from './runs.ts';

const day = 86_400_000;
const failed = { state: 'failed', verdict: 'fail', exitCode: 1 } as const;
const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;

const list = (options: ScratchRun, flags: Parameters<typeof runs>[0] = {}) =>
  asJson(options, 'runs-list', (io) => runs({ ...flags, json: true }, io));
const prune = (options: ScratchRun, flags: Parameters<typeof runsPrune>[0]) =>
  asJson(options, 'cleanup-report', (io) => runsPrune({ ...flags, json: true }, io));
const results = (items: readonly CleanupItem[]) => Object.fromEntries(items.map(({ name, result }) => [name, result]));

test('prunes by age, keeps the last ones of each project and suite, and only those of the status', async () => {
  const here = scratchRun();
  const other = { ...scratchRun(), stateHome: here.stateHome, project: 'other' };
  const oldFailed = await pastRun(here, 30 * day, failed);
  const oldPassed = await pastRun(here, 20 * day);
  const young = await pastRun(here, day);
  const others = await pastRun(other, 30 * day);
  const at = async (flags: Parameters<typeof runsPrune>[0]) => results((await prune(here, flags)).document.items);
  expect(await at({ olderThan: '7d' })).toEqual({
    [young.id]: 'kept',
    [oldPassed.id]: 'would delete',
    [others.id]: 'would delete',
    [oldFailed.id]: 'would delete',
  });
  expect(await at({ olderThan: '0d', keepLast: '2' })).toMatchObject({
    [young.id]: 'kept',
    [oldPassed.id]: 'kept',
    [oldFailed.id]: 'would delete',
    [others.id]: 'kept',
  });
  expect(await at({ olderThan: '7d', status: 'failed' })).toMatchObject({
    [oldFailed.id]: 'would delete',
    [oldPassed.id]: 'kept',
  });
  const { code } = await prune(here, { olderThan: '7d', status: 'failed', force: true });
  expect(code).toBe(0);
  expect([oldFailed, oldPassed, young, others].map(({ dir }) => existsSync(dir))).toEqual([false, true, true, true]);
});

test('prunes nothing without an age, and says that it needs one', async () => {
  const here = scratchRun();
  await pastRun(here, 300 * day);
  const before = treeHash(here.root);
  await expect(prune(here, { force: true })).rejects.toMatchObject({ findings: [{ code: 'age-needed' }] });
  await expect(prune(here, { force: true, olderThan: '5m' })).rejects.toMatchObject({
    findings: [{ code: 'age-unclear' }],
  });
  expect(treeHash(here.root)).toBe(before);
});

test('never takes a run for old that is dated in the future: a clock has jumped', async () => {
  const here = scratchRun();
  const run = await pastRun(here, -2 * day);
  const { document } = await prune(here, { olderThan: '0d', force: true });
  expect(document.items).toMatchObject([{ name: run.id, result: 'kept', reason: 'dated in the future' }]);
});

test('removes what a killed run left, whatever its age: processes, workspace, lock; and keeps its record', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  const places = runPlaces(here.workdir, held.id);
  const { lockFile, statusFile } = storePlaces(here.workdir);
  const status = readStatus(statusFile);
  const workspace = 'runId' in status ? status.workspace.dir : '';
  const marked = await strayProcess(held.id);
  const stubborn = spawn('sh', ['-c', "trap '' TERM; echo on; while :; do sleep 1; done"], {
    env: { [MARK_VARIABLE]: `${held.id}/other`, PATH: process.env.PATH },
    detached: true,
  });
  await once(stubborn.stdout, 'data');
  const ends = Promise.all([once(marked, 'exit'), once(stubborn, 'exit')]);
  await held.kill();

  const before = treeHash(here.root);
  const planned = await prune(here, { olderThan: '7d', force: true, dryRun: true });
  expect(treeHash(here.root)).toBe(before);
  // A status that was being written at the moment of the kill is one file more.
  const but = (items: readonly CleanupItem[]) => items.filter(({ kind }) => kind !== 'file');
  expect(but(planned.document.items).map(({ kind, result }) => [kind, result])).toEqual([
    ['lock', 'would delete'],
    ['run', 'kept'],
    ['processes', 'would delete'],
    ['workspace', 'would delete'],
  ]);
  expect([marked.signalCode, stubborn.signalCode]).toEqual([null, null]);

  const done = await prune(here, { olderThan: '7d', force: true });
  expect(done.code).toBe(0);
  expect(but(done.document.items).map(({ result }) => result)).toEqual(['deleted', 'kept', 'deleted', 'deleted']);
  await ends;
  expect([lockFile, workspace].filter(existsSync)).toEqual([]);
  expect(readStatus(places.statusFile)).toMatchObject({ state: 'crashed' });
  expect(readStatus(suiteStatusFile(here.workdir, here.suite))).toMatchObject({ runId: held.id, state: 'crashed' });
  const again = await prune(here, { olderThan: '7d', force: true });
  expect(again.document.items).toMatchObject([{ name: held.id, result: 'kept' }]);
});

test('does not end a process that only works in the workspace of a killed run', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  const status = readStatus(storePlaces(here.workdir).statusFile);
  const workspace = 'runId' in status ? status.workspace.dir : '';
  await held.kill();
  const visitor = await strayProcess('another', workspace);
  const { code, document } = await prune(here, { olderThan: '0d', force: true });
  expect(code).toBe(1);
  expect(results(document.items.filter(({ kind }) => kind === 'run' || kind === 'workspace'))).toEqual({
    [held.id]: 'refused',
  });
  expect(visitor.signalCode).toBeNull();
  expect(existsSync(workspace)).toBe(true);
});

test('finishes removals that were interrupted', async () => {
  const here = scratchRun();
  const run = await pastRun(here, day, passed, true);
  renameSync(run.dir, `${run.dir}.removing`);
  renameSync(run.workspaceDir, `${run.workspaceDir}.removing`);
  const { code } = await prune(here, { olderThan: '0d', force: true });
  expect(code).toBe(0);
  expect(readdirSync(dirname(run.dir))).toEqual([]);
  expect(readdirSync(dirname(run.workspaceDir))).toEqual([]);
  expect((await list(here)).document.runs).toEqual([]);
});

test('takes a run whose project is gone off the record', async () => {
  const here = scratchRun();
  const other = { ...scratchRun(), stateHome: here.stateHome, project: 'other' };
  const run = await pastRun(other, day);
  rmSync(other.workdir, { recursive: true });
  const { code } = await prune(here, { olderThan: '0d', force: true });
  expect(code).toBe(0);
  expect(readdirSync(pointersDir(here.stateHome))).toEqual([]);
  expect(run.id).toBeTruthy();
});

test('removes only what it made when the workdir is someone’s home and the registry holds their files', async () => {
  const home = scratchRun();
  const options = { ...home, stateHome: home.workdir, tmpDir: home.workdir };
  const run = await pastRun(options, day, passed, true);
  const registry = pointersDir(home.workdir);
  const mine = [
    join(home.workdir, 'thesis.tex'),
    join(dirname(run.dir), 'notes.txt'),
    join(registry, 'my-project', 'meta.json'),
    join(registry, `mine-${run.id}-really`, 'file'),
    join(dirname(run.workspaceDir), 'photos', 'a.jpg'),
    join(registry, pointerName(options.project, options.suite, run.id), 'mine.txt'),
  ];
  for (const file of mine) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'mine');
  }
  const { code, document } = await prune(options, { olderThan: '0d', force: true });
  expect(code).toBe(1);
  expect(document.items).toMatchObject([
    { name: run.id, result: 'refused', reason: expect.stringContaining('not of Shakedown') },
  ]);
  expect(mine.filter((file) => readFileSync(file, 'utf8') === 'mine')).toHaveLength(mine.length);
  expect(existsSync(run.dir)).toBe(false);
});
