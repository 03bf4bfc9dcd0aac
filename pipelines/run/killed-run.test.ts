import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { runs, runsPrune } from '../runs.ts';
import { status } from '../status.ts';
import { storePlaces } from './places.ts';
import { openRun } from './recorder.ts';
import { asJson, type ScratchRun, scratchRun } from './scratch-run.ts';

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

    if (round % 2 === 0) await (await openRun(here)).finish({ state: 'passed', verdict: 'pass', exitCode: 0 });
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
