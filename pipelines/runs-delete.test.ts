import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { CleanupItem } from '../schemas/types.ts';
import { pointerName, pointersDir, storePlaces } from './run/places.ts';
import { readStatus } from './run/read-run.ts';
import { openRun } from './run/recorder.ts';
import { asCommand, asJson, pastRun, type ScratchRun, scratchRun, strayProcess, treeHash } from './run/scratch-run.ts';
import { writeStatusSync } from './run/status-writer.ts';
import { runs, runsDelete, runsPrune } from './runs.ts';

const day = 86_400_000;
const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;

const list = (options: ScratchRun, flags: Parameters<typeof runs>[0] = {}) =>
  asJson(options, 'runs-list', (io) => runs({ ...flags, json: true }, io));
const remove = (options: ScratchRun, ids: string[], flags: Parameters<typeof runsDelete>[1] = {}) =>
  asJson(options, 'cleanup-report', (io) => runsDelete(ids, { ...flags, json: true }, io));
const prune = (options: ScratchRun, flags: Parameters<typeof runsPrune>[0]) =>
  asJson(options, 'cleanup-report', (io) => runsPrune({ ...flags, json: true }, io));
const results = (items: readonly CleanupItem[]) => Object.fromEntries(items.map(({ name, result }) => [name, result]));

function changeStatus(
  file: string,
  change: (status: Exclude<ReturnType<typeof readStatus>, { found: string }>) => object,
) {
  const status = readStatus(file);
  if (!('runId' in status)) throw new Error(status.found);
  writeStatusSync(file, { ...status, ...change(status) });
}

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

test('deletes nothing more once it is interrupted', async () => {
  const here = scratchRun();
  const run = await pastRun(here, day);
  const { document } = await asJson(here, 'cleanup-report', (io) =>
    runsDelete([run.id], { force: true, json: true }, { ...io, signal: AbortSignal.abort() }),
  );
  expect(document.items).toMatchObject([{ name: run.id, result: 'kept', reason: 'interrupted before it', bytes: 0 }]);
  expect(existsSync(run.dir)).toBe(true);
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
  const carrier = await strayProcess(marked.id);
  const visitor = await strayProcess('another', visited.workspaceDir);
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
