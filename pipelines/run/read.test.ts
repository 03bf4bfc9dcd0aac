import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ownerState } from './owner.ts';
import { pointerName, pointersDir, runPlaces, storePlaces } from './places.ts';
import { listRuns, matchingEntries, readWorkdir, runEntries } from './read.ts';
import * as readRunModule from './read-run.ts';
import { readEvents, readRun, readStatus } from './read-run.ts';
import { openRun } from './recorder.ts';
import { makeRunId } from './run-id.ts';
import { heldRun, pastRun, scratchRun } from './scratch-run.ts';
import { writeStatusSync } from './status-writer.ts';

vi.mock(import('./read-run.ts'), { spy: true });
vi.mock(import('./owner.ts'), { spy: true });

const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;

test('opens no more records than it is asked for, and none to sort and to filter by project', async () => {
  const here = scratchRun();
  await pastRun(here, 1_000);
  const registry = pointersDir(here.stateHome);
  for (let n = 0; n < 100; n += 1) {
    const runId = makeRunId(new Date(1_700_000_000_000 + n * 1000));
    mkdirSync(join(registry, pointerName(n % 2 ? 'odd' : 'even', 's', runId)));
  }
  const entries = runEntries(here);
  vi.mocked(readRunModule.readJson).mockClear();
  vi.mocked(readRunModule.readRun).mockClear();
  expect(entries).toHaveLength(101);
  expect(listRuns(entries, { last: 3 })).toHaveLength(3);
  expect(readRunModule.readRun).toHaveBeenCalledTimes(1);
  expect(readRunModule.readJson).toHaveBeenCalledTimes(2);
  expect(listRuns(entries, { project: '@scope/thing', last: 20 })).toHaveLength(1);
  expect(readRunModule.readRun).toHaveBeenCalledTimes(2);
  expect(readRunModule.readJson).toHaveBeenCalledTimes(2);
});

test('finds runs by the beginning of their id, and by its last four letters', () => {
  const entries = ['20261120-094512-x7k2', '20261120-094512-abcd', '20261119-000000-abcd'].map((runId) => ({ runId }));
  const ids = (text: string) => matchingEntries(entries, text).map(({ runId }) => runId);
  expect(ids('20261119')).toEqual(['20261119-000000-abcd']);
  expect(ids('20261120-094512')).toHaveLength(2);
  expect(ids('x7k2')).toEqual(['20261120-094512-x7k2']);
  expect(ids('abcd')).toHaveLength(2);
  expect(ids('20261120-094512-abcd')).toEqual(['20261120-094512-abcd']);
  expect(ids('k2')).toEqual([]);
});

test('reads events up to a last line that was cut off, and counts lines that are none', async () => {
  const run = await openRun(scratchRun());
  run.emit({ type: 'stage-started', stage: 'pack' });
  appendFileSync(run.eventsFile, 'gibberish\n{"v":1,"seq":9}\n{"v":1,"seq":3,"at":"2026-');
  expect(readEvents(run.eventsFile)).toMatchObject({ broken: 2, events: [{ seq: 1 }, { seq: 2 }] });
  expect(readEvents(join(run.dir, 'none.jsonl'))).toEqual({ events: [], broken: 0 });
  run.finishSync(passed);
});

test('knows more of a killed run than its last status: the events that came after it', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  await held.kill();
  const { statusFile } = runPlaces(here.workdir, held.id);
  const first = readStatus(statusFile);
  if (!('runId' in first)) throw new Error(first.found);
  expect(first).toMatchObject({ lastSeq: 0 });
  writeStatusSync(storePlaces(here.workdir).statusFile, first);
  expect(readRun(here.workdir, held.id)).toMatchObject({
    state: 'crashed',
    reason: `process ${held.child.pid} has ended`,
    status: { lastSeq: 4, stage: 'smokes', current: ['daemon > starts'], progress: { planned: 3 } },
  });
});

test('takes a run for what its last event says when its last status could not be written', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const first = run.status();
  run.finishSync({ state: 'failed', verdict: 'fail', exitCode: 1 });
  for (const file of [run.statusFile, storePlaces(here.workdir).statusFile]) writeStatusSync(file, first);
  expect(readRun(here.workdir, run.id)).toMatchObject({ state: 'failed', status: { exitCode: 1 } });
});

test('does not take a run for crashed that ends in an orderly way between two looks', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  vi.mocked(ownerState).mockImplementationOnce(() => {
    run.finishSync(passed);
    return { state: 'gone', why: 'it has just ended' };
  });
  expect(readRun(here.workdir, run.id)).toMatchObject({ state: 'passed' });
});

test('tells a run that is silent from one that is at work, whatever the clock says', async () => {
  const here = scratchRun();
  const run = await openRun({ ...here, now: () => new Date('2001-01-01T00:00:00Z') });
  expect(readRun(here.workdir, run.id)).toMatchObject({ state: 'running' });
  const { statusFile } = storePlaces(here.workdir);
  const status = run.status();
  run.finishSync(passed);
  writeFileSync(run.eventsFile, '');
  const silent = { ...status, updatedUptimeMs: Math.max(0, status.updatedUptimeMs - 60_000) };
  for (const file of [run.statusFile, statusFile]) writeStatusSync(file, silent);
  // And as long as the two files took to write.
  expect(readRun(here.workdir, run.id)).toMatchObject({ state: 'stalled', reason: expect.stringMatching(/ 6\d s$/) });
});

test('says of a run that is gone whether its project or its record is, and of a broken one that it is there', async () => {
  const here = scratchRun();
  const run = await pastRun(here, 1_000);
  expect(readRun(join(here.root, 'gone'), run.id)).toMatchObject({ state: 'unavailable', why: 'project gone' });
  expect(readRun(here.workdir, '20200101-000000-aaaa')).toMatchObject({ why: 'record gone' });
  writeFileSync(storePlaces(here.workdir).statusFile, '');
  writeFileSync(run.statusFile, '{}');
  expect(readRun(here.workdir, run.id)).toMatchObject({ why: 'unreadable', reason: expect.stringContaining('/runId') });
});

test('takes a run that is at work for one, although its record was removed under it', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  rmSync(run.dir, { recursive: true });
  expect(readRun(here.workdir, run.id)).toMatchObject({ state: 'running' });
  await run.finish(passed);
  rmSync(run.dir, { recursive: true });
  expect(readRun(here.workdir, run.id)).toMatchObject({ state: 'unavailable', why: 'record gone' });
});

test('shows a crashed run as the last result of its suite before anyone has put that on record', async () => {
  const here = scratchRun();
  await (await openRun({ ...here, suite: 'other' })).finish(passed);
  await (await openRun(here)).finish(passed);
  const held = await heldRun(here);
  const during = readWorkdir(here.workdir);
  expect(during.latest).toMatchObject({ state: 'running', status: { runId: held.id } });
  expect(during.suites.map(({ state, status }) => [status.suite, state])).toEqual([
    ['ktx-runtime@1', 'passed'],
    ['other', 'passed'],
  ]);
  await held.kill();
  expect(readWorkdir(here.workdir).suites.map(({ state, status }) => [status.suite, state])).toEqual([
    ['ktx-runtime@1', 'crashed'],
    ['other', 'passed'],
  ]);
});
