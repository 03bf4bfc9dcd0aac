import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { storePlaces } from './run/places.ts';
import { openRun } from './run/recorder.ts';
import { asCommand, asJson, heldRun, type ScratchRun, scratchRun } from './run/scratch-run.ts';
import { unlock } from './unlock.ts';

const ask = (options: ScratchRun, flags: Parameters<typeof unlock>[0] = {}) =>
  asJson(options, 'unlock-report', (io) => unlock({ ...flags, json: true }, io));

test('says that there is no lock', async () => {
  expect(await ask(scratchRun(), { force: true })).toMatchObject({ code: 0, document: { result: 'free' } });
});

test('refuses while the owner lives, even with --force, and says who it is', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const { code, document } = await ask(here, { force: true });
  expect(code).toBe(1);
  expect(document).toMatchObject({ result: 'refused', lock: { state: 'held', held: { owner: { pid: process.pid } } } });
  expect(existsSync(storePlaces(here.workdir).lockFile)).toBe(true);
  await run.finish({ state: 'passed', verdict: 'pass', exitCode: 0 });
});

test('removes a lock that was left behind, when it is told to', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  await held.kill();
  const { lockFile } = storePlaces(here.workdir);
  const text = readFileSync(lockFile, 'utf8');
  for (const flags of [{}, { force: true, dryRun: true }]) {
    expect(await ask(here, flags)).toMatchObject({ code: 0, document: { result: 'would remove' } });
    expect(readFileSync(lockFile, 'utf8')).toBe(text);
  }
  const { code, stdout } = await asCommand(here, (io) => unlock({ force: true }, io));
  expect(code).toBe(0);
  expect(stdout).toContain(`belongs to run ${held.id}`);
  expect(existsSync(lockFile)).toBe(false);
});

test('removes the lock of another host when it is told to, and one that cannot be read', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  await held.kill();
  const { lockFile } = storePlaces(here.workdir);
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
  for (const text of [JSON.stringify({ ...lock, owner: { pid: 1, startTime: '1', host: 'elsewhere' } }), '{"half']) {
    writeFileSync(lockFile, text);
    expect(await ask(here)).toMatchObject({ code: 0, document: { result: 'would remove' } });
    expect(await ask(here, { force: true })).toMatchObject({ code: 0, document: { result: 'removed' } });
    expect(existsSync(lockFile)).toBe(false);
  }
});
