import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CleanupItem } from '../schemas/types.ts';
import { MARK_VARIABLE } from '../smoke/process/mark.ts';
import { pointerName, pointersDir, runPlaces, storePlaces, suiteStatusFile } from './run/places.ts';
import { readStatus } from './run/read-run.ts';
import { openRun } from './run/recorder.ts';
import { asCommand, asJson, heldRun, pastRun, type ScratchRun, scratchRun, treeHash } from './run/scratch-run.ts';
import { writeStatusSync } from './run/status-writer.ts';
import { runs, runsDelete, runsPrune } from './runs.ts';

const day = 86_400_000;
const failed = { state: 'failed', verdict: 'fail', exitCode: 1 } as const;
const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;

const list = (options: ScratchRun, flags: Parameters<typeof runs>[0] = {}) =>
  asJson(options, 'runs-list', (io) => runs({ ...flags, json: true }, io));
const remove = (options: ScratchRun, ids: string[], flags: Parameters<typeof runsDelete>[1] = {}) =>
  asJson(options, 'cleanup-report', (io) => runsDelete(ids, { ...flags, json: true }, io));
const prune = (options: ScratchRun, flags: Parameters<typeof runsPrune>[0]) =>
  asJson(options, 'cleanup-report', (io) => runsPrune({ ...flags, json: true }, io));
const results = (items: readonly CleanupItem[]) => Object.fromEntries(items.map(({ name, result }) => [name, result]));

/** A process with the mark of a run, as a smoke leaves one that was not ended. */
async function markedProcess(runId: string, cwd = '/'): Promise<ChildProcess> {
  const child = spawn('sleep', ['60'], { cwd, env: { [MARK_VARIABLE]: `${runId}/box`, PATH: process.env.PATH } });
  await once(child, 'spawn');
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return child;
}

function changeStatus(
  file: string,
  change: (status: Exclude<ReturnType<typeof readStatus>, { found: string }>) => object,
) {
  const status = readStatus(file);
  if (!('runId' in status)) throw new Error(status.found);
  writeStatusSync(file, { ...status, ...change(status) });
}

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

test('deletes nothing without --force, nor with --dry-run, and says what it would delete', async () => {
  const here = scratchRun();
  const run = await pastRun(here, day, passed, true);
  const before = treeHash(here.root);
  for (const flags of [{}, { dryRun: true }, { dryRun: true, force: true }]) {
    const { code, document } = await remove(here, [run.id], flags);
    expect(code).toBe(0);
    expect(document).toMatchObject({ acted: false, summary: { wouldDelete: 1, deleted: 0 } });
    expect(document.items).toMatchObject([{ name: run.id, result: 'would delete', path: run.dir }]);
    expect(document.summary.bytes).toBeGreaterThan(1000);
    expect(treeHash(here.root)).toBe(before);
    const pruned = await prune(here, { ...flags, olderThan: '0d' });
    expect(pruned.document).toMatchObject({ acted: false, summary: { wouldDelete: 1 } });
    expect(treeHash(here.root)).toBe(before);
  }
});

test('deletes with --force exactly what it listed: the run, its workspace, its pointer', async () => {
  const here = scratchRun();
  const doomed = await pastRun(here, 2 * day, passed, true);
  const kept = await pastRun(here, day, passed, true);
  const { code, document } = await remove(here, [doomed.id], { force: true });
  expect(code).toBe(0);
  expect(document).toMatchObject({ acted: true, items: [{ name: doomed.id, result: 'deleted' }] });
  expect([doomed.dir, doomed.workspaceDir].filter(existsSync)).toEqual([]);
  expect([kept.dir, kept.workspaceDir].filter(existsSync)).toHaveLength(2);
  expect(readdirSync(pointersDir(here.stateHome))).toEqual([pointerName(here.project, here.suite, kept.id)]);
  expect(readdirSync(storePlaces(here.workdir).runsDir)).toEqual([kept.id]);
  expect((await list(here)).document.runs.map(({ runId }) => runId)).toEqual([kept.id]);
});

test('says of each id what came of it, also when one is unknown, and another given twice', async () => {
  const here = scratchRun();
  const run = await pastRun(here, day);
  const { code, document } = await remove(here, ['nonsense', run.id, run.id, run.id.slice(0, -2), '../../etc'], {
    force: true,
  });
  expect(code).toBe(1);
  expect(results(document.items)).toEqual({
    nonsense: 'not found',
    [run.id]: 'deleted',
    [run.id.slice(0, -2)]: 'not found',
    '../../etc': 'not found',
  });
  expect(document.items[2]?.reason).toContain(`give the whole id, ${run.id}`);
  expect(document.summary).toMatchObject({ deleted: 1, notFound: 3 });
});

test('refuses to delete a run that is at work, and one that may be on another host', async () => {
  const here = scratchRun();
  const elsewhere = { ...scratchRun(), stateHome: here.stateHome };
  const live = await openRun(here);
  const foreign = await openRun(elsewhere);
  const { statusFile } = storePlaces(elsewhere.workdir);
  await foreign.finish(passed);
  for (const file of [foreign.statusFile, statusFile]) {
    changeStatus(file, ({ owner }) => ({
      state: 'running',
      owner: { ...owner, host: 'elsewhere', bootId: 'another' },
    }));
  }
  const events = readFileSync(foreign.eventsFile, 'utf8').split('\n').slice(0, 1);
  writeFileSync(foreign.eventsFile, `${events.join('\n')}\n`);

  const deleted = await remove(here, [live.id, foreign.id], { force: true });
  expect(deleted.code).toBe(1);
  expect(deleted.document.items).toMatchObject([
    { result: 'refused', reason: expect.stringContaining(`process ${process.pid}`) },
    { result: 'refused', reason: expect.stringContaining('on host elsewhere') },
  ]);
  const pruned = await prune(here, { olderThan: '0d', force: true });
  expect(pruned.code).toBe(1);
  expect(results(pruned.document.items)).toMatchObject({ [live.id]: 'refused', [foreign.id]: 'refused' });
  expect([live.dir, live.workspaceDir, foreign.dir].filter(existsSync)).toHaveLength(3);
  await live.finish(passed);
});

test('refuses a finished run as long as a process carries its mark, or works in its workspace', async () => {
  const here = scratchRun();
  const marked = await pastRun(here, 2 * day, passed, true);
  const visited = await pastRun(here, day, passed, true);
  const carrier = await markedProcess(marked.id);
  const visitor = await markedProcess('another', visited.workspaceDir);
  const { code, document } = await remove(here, [marked.id, visited.id], { force: true });
  expect(code).toBe(1);
  expect(document.items).toMatchObject([
    { result: 'refused', reason: expect.stringMatching(new RegExp(`process ${carrier.pid} .* carries its mark`)) },
    {
      result: 'refused',
      reason: expect.stringMatching(new RegExp(`process ${visitor.pid} .* is at work in its workspace`)),
    },
  ]);
  expect([carrier.exitCode, carrier.signalCode, visitor.signalCode]).toEqual([null, null, null]);
  expect([marked.dir, visited.dir].filter(existsSync)).toHaveLength(2);
});

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
  const marked = await markedProcess(held.id);
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
  const visitor = await markedProcess('another', workspace);
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

test.each([
  ['the run', (run: { dir: string }) => run.dir],
  ['the directory of runs', (run: { dir: string }) => dirname(run.dir)],
  ['the store', (run: { dir: string }) => dirname(dirname(run.dir))],
])('removes nothing through a link in the place of %s', async (_, placeOf) => {
  const here = scratchRun();
  const run = await pastRun(here, day);
  const place = placeOf(run);
  const precious = join(here.root, 'precious');
  renameSync(place, precious);
  symlinkSync(precious, place);
  const before = treeHash(here.root);
  const { code, document } = await remove(here, [run.id], { force: true });
  expect(code).toBe(1);
  expect(document.items).toMatchObject([{ result: 'refused', reason: expect.stringContaining('symbolic link') }]);
  expect(treeHash(here.root)).toBe(before);
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

test.each([
  ['another directory', (run: { workspaceDir: string }) => dirname(dirname(run.workspaceDir))],
  ['a directory that climbs', (run: { workspaceDir: string }) => join(run.workspaceDir, '..', '..', '..', 'work')],
  ['a sibling', (run: { workspaceDir: string }) => join(dirname(run.workspaceDir), 'photos')],
])('removes nothing when the status names %s as the workspace', async (_, dirOf) => {
  const here = scratchRun();
  const run = await pastRun(here, day, passed, true);
  mkdirSync(join(dirname(run.workspaceDir), 'photos'));
  changeStatus(run.statusFile, () => ({ workspace: { dir: dirOf(run), kept: true } }));
  const before = treeHash(here.root);
  const { document } = await remove(here, [run.id], { force: true });
  expect(document.items).toMatchObject([{ result: 'refused' }]);
  expect(treeHash(here.root)).toBe(before);
});

test('refuses a directory of that name whose status is none, or is another’s: it may not be its own', async () => {
  const here = scratchRun();
  const other = await pastRun(here, 2 * day);
  const run = await pastRun(here, day);
  const live = storePlaces(here.workdir).statusFile;
  const attempt = async () => {
    const { code, document } = await remove(here, [run.id], { force: true });
    expect(code).toBe(1);
    expect(existsSync(run.eventsFile)).toBe(true);
    return document.items[0]?.reason;
  };
  writeFileSync(run.statusFile, '{"half');
  expect(await attempt()).toContain('not JSON');
  writeFileSync(live, '');
  expect(await attempt()).toContain('not JSON');
  writeFileSync(run.statusFile, readFileSync(other.statusFile));
  expect(await attempt()).toContain(`is of run ${other.id}`);
});

test('says the first twenty and the number of the rest, refusals first', async () => {
  const here = scratchRun();
  const ids = Array.from({ length: 25 }, (_, n) => `none-${n}`);
  const run = await pastRun(here, day);
  const { code, stdout } = await asCommand(here, (io) => runsDelete([run.id, ...ids], {}, io));
  const lines = stdout.trimEnd().split('\n');
  expect(code).toBe(1);
  expect(lines).toHaveLength(23);
  expect(lines[0]).toMatch(/^not found +run +none-0/);
  expect(lines.slice(20)).toEqual([
    '... and 6 more; --json gives all',
    expect.stringMatching(/^1 would be deleted \(.*\), 25 not found\.$/),
    'Nothing was changed: add --force to delete.',
  ]);
  expect(basename(run.dir)).toBe(run.id);
});
