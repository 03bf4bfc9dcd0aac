import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { CleanupItem } from '../schemas/types.ts';
import { parseAs } from '../smoke/schema/validate.ts';
import { readStatus } from './run/read-run.ts';
import { openRun } from './run/recorder.ts';
import type { RunHandle } from './run/recording.ts';
import { asJson, heldRun, pastRun, type ScratchRun, scratchRun, strayProcess, treeHash } from './run/scratch-run.ts';
import { workspaceFile } from './run/workspace.ts';
import { workspacesDelete, workspacesPrune } from './workspaces.ts';

const hour = 3_600_000;
const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;
const prune = (options: ScratchRun, flags: Parameters<typeof workspacesPrune>[0] = {}) =>
  asJson(options, 'cleanup-report', (io) => workspacesPrune({ unreferenced: true, ...flags, json: true }, io));
const remove = (
  options: ScratchRun,
  names: string[],
  flags: Parameters<typeof workspacesDelete>[1] = { force: true },
) => asJson(options, 'cleanup-report', (io) => workspacesDelete(names, { ...flags, json: true }, io));
const results = (items: readonly CleanupItem[]) => Object.fromEntries(items.map(({ name, result }) => [name, result]));

/** As if the run had been taken off the record, and its process had ended long ago. */
function orphan(run: RunHandle): void {
  rmSync(run.dir, { recursive: true });
  const file = workspaceFile(run.workspaceDir);
  const record = parseAs('workspace', JSON.parse(readFileSync(file, 'utf8')), file);
  writeFileSync(file, JSON.stringify({ ...record, owner: { ...record.owner, startTime: '1' } }));
}

test('prunes what no run refers to: of a run off the record, of one that did not keep it, of one that was killed', async () => {
  const here = scratchRun();
  const kept = await pastRun(here, 4 * hour, passed, true);
  const forgotten = await pastRun(here, 3 * hour, passed, true);
  orphan(forgotten);
  const unkept = await openRun(here);
  await unkept.finish(passed);
  const held = await heldRun(here);
  await held.kill();
  const live = await openRun(here);
  const root = dirname(live.workspaceDir);

  const before = treeHash(root);
  const planned = await prune(here);
  expect(planned.code).toBe(0);
  expect(results(planned.document.items)).toEqual({
    [kept.id]: 'kept',
    [forgotten.id]: 'would delete',
    [unkept.id]: 'would delete',
    [held.id]: 'would delete',
    [live.id]: 'kept',
  });
  expect(treeHash(root)).toBe(before);
  const done = await prune(here, { force: true });
  expect(done).toMatchObject({ code: 0, document: { summary: { deleted: 3, kept: 2 } } });
  expect(readdirSync(root)).toEqual([kept.id, live.id]);
  expect(existsSync(kept.dir) && existsSync(unkept.dir)).toBe(true);
  await live.finish(passed);
});

test('ends what a killed run left running in its workspace', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  await held.kill();
  const child = await strayProcess(`${held.id}/box`);
  const ended = once(child, 'exit');
  const { document } = await prune(here, { force: true });
  expect(results(document.items)).toEqual({ [held.id]: 'deleted' });
  expect((await ended)[1]).toBe('SIGTERM');
});

test('keeps what is younger than was asked for', async () => {
  const here = scratchRun();
  const run = await pastRun(here, 2 * hour, passed, true);
  orphan(run);
  expect(results((await prune(here, { olderThan: '3h', force: true })).document.items)).toEqual({ [run.id]: 'kept' });
  expect(results((await prune(here, { olderThan: '1h', force: true })).document.items)).toEqual({
    [run.id]: 'deleted',
  });
});

test('does nothing without --unreferenced', async () => {
  await expect(prune(scratchRun(), { unreferenced: false })).rejects.toMatchObject({
    findings: [{ code: 'unreferenced-needed' }],
  });
});

test('does not take the workspace of a run that is just being opened for one without a run', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const aside = join(here.root, 'aside');
  renameSync(run.dir, aside);
  const live = join(here.workdir, '.shakedown', 'status.json');
  renameSync(live, `${live}.aside`);
  const { document } = await prune(here, { force: true });
  expect(document.items).toMatchObject([{ name: run.id, result: 'kept', reason: expect.stringContaining('at work') }]);
  renameSync(aside, run.dir);
  await run.finish(passed);
});

test('deletes a workspace by name and leaves the history of its run', async () => {
  const here = scratchRun();
  const run = await pastRun(here, hour, passed, true);
  expect(results((await remove(here, [run.id], {})).document.items)).toEqual({ [run.id]: 'would delete' });
  expect(existsSync(run.workspaceDir)).toBe(true);
  const { code, document } = await remove(here, [run.id, run.id, '20200101-000000-aaaa']);
  expect(code).toBe(1);
  expect(results(document.items)).toEqual({ [run.id]: 'deleted', '20200101-000000-aaaa': 'not found' });
  expect(existsSync(run.workspaceDir)).toBe(false);
  expect(readStatus(run.statusFile)).toMatchObject({ runId: run.id, state: 'passed' });
});

test('refuses to delete the workspace of a run that is at work', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const { code, document } = await remove(here, [run.id]);
  expect(code).toBe(1);
  expect(document.items).toMatchObject([
    { result: 'refused', reason: expect.stringContaining(`process ${process.pid}`) },
  ]);
  expect(existsSync(run.workspaceDir)).toBe(true);
  await run.finish(passed);
});

test.each([
  '..',
  '.',
  '',
  '../work',
  '/etc',
  'photos',
  '.ssh',
  '20261120-094512-x7k2/../photos',
  '20261120-094512-x7k2\0',
])('refuses the name %j', async (name) => {
  const here = scratchRun();
  const run = await pastRun(here, hour, passed, true);
  mkdirSync(join(dirname(run.workspaceDir), 'photos'));
  const before = treeHash(here.root);
  const { code, document } = await remove(here, [name]);
  expect(code).toBe(1);
  expect(document.items).toMatchObject([{ result: 'refused', reason: 'not the name of a workspace' }]);
  expect(treeHash(here.root)).toBe(before);
});

test('removes nothing through a link, whether it stands for a workspace or for all of them', async () => {
  const here = scratchRun();
  const run = await pastRun(here, hour, passed, true);
  const precious = join(here.root, 'precious');
  renameSync(run.workspaceDir, precious);
  symlinkSync(precious, run.workspaceDir);
  const before = treeHash(precious);
  expect(results((await remove(here, [run.id])).document.items)).toEqual({ [run.id]: 'refused' });
  const root = dirname(run.workspaceDir);
  rmSync(run.workspaceDir);
  renameSync(precious, run.workspaceDir);
  renameSync(root, join(here.root, 'elsewhere'));
  symlinkSync(join(here.root, 'elsewhere'), root);
  expect(results((await remove(here, [run.id])).document.items)).toEqual({ [run.id]: 'refused' });
  expect(treeHash(join(here.root, 'elsewhere', run.id))).toBe(before);
});

test('refuses a directory that nobody can tell is a workspace, and a root that others can write to', async () => {
  const here = scratchRun();
  const run = await pastRun(here, hour, passed, true);
  const root = dirname(run.workspaceDir);
  const bare = join(root, '20200101-000000-aaaa');
  mkdirSync(bare);
  writeFileSync(join(bare, 'file'), 'mine');
  const copied = join(root, '20200101-000000-bbbb');
  mkdirSync(copied);
  writeFileSync(workspaceFile(copied), JSON.stringify({ schemaVersion: 1, runId: run.id }));
  expect((await remove(here, ['20200101-000000-aaaa', '20200101-000000-bbbb'])).document.items).toMatchObject([
    { result: 'refused', reason: expect.stringContaining('has no workspace.json of run') },
    { result: 'refused', reason: expect.stringContaining('has no workspace.json of run') },
  ]);
  chmodSync(root, 0o777);
  expect((await remove(here, [run.id])).document.items).toMatchObject([
    { result: 'refused', reason: expect.stringContaining('mode 777') },
  ]);
  expect(existsSync(run.workspaceDir)).toBe(true);
});
