import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../smoke/process/run.ts';
import { storePlaces } from '../run/places.ts';
import { readStatus } from '../run/read-run.ts';
import { type ScratchRun, scratchRun } from '../run/scratch-run.ts';

interface Done {
  here: ScratchRun;
  /** what the program said of it */
  said: string[];
  /** `passed 0: all caught` */
  recorded: string;
}

/** Does this work on record, in a process of its own. */
async function done(how: string): Promise<Done> {
  const here = scratchRun();
  const { workdir, stateHome, tmpDir } = here;
  const argv = [process.execPath, join(import.meta.dirname, 'on-record.program.ts'), workdir, stateHome, tmpDir, how];
  const [first = '', ...others] = argv;
  const env = { PATH: process.env.PATH ?? '' };
  const { stdout } = await run([first, ...others], { cwd: workdir, env, timeoutMs: 30_000 });
  const status = readStatus(storePlaces(workdir).statusFile);
  const recorded = 'runId' in status ? `${status.state} ${status.exitCode}: ${status.verdict}` : 'nothing';
  return { here, said: stdout.trim().split('\n'), recorded };
}

function expectNothingLeft({ here: { tmpDir, workdir } }: Done): void {
  expect(readdirSync(tmpDir, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())).toEqual([]);
  expect(existsSync(storePlaces(workdir).lockFile)).toBe(false);
}

test.for([
  ['ends', 'passed 0: all caught', 'came to all caught'],
  // What is over is not ended again.
  ['ends, and the process later', 'passed 0: all caught', 'came to all caught'],
  ['bad input', /^failed 2: ./, 'threw InputError'],
  ['not ready', /^incomplete 3: ./, 'threw NotReady'],
  ['stage failed', /^failed 1: ./, 'threw StageFailure'],
  ['bug', 'crashed 70: a bug', 'threw Error'],
  ['interrupted by its own word', 'interrupted 143: interrupted by SIGTERM', 'threw Interrupted'],
  // What goes wrong because of an interruption is an interruption.
  ['interrupted', 'interrupted 130: interrupted by SIGINT', 'threw Error'],
] as const)('work that comes to this: %s, is on record as that', async ([how, recorded, said]) => {
  const work = await done(how);
  expect(work.recorded).toEqual(typeof recorded === 'string' ? recorded : expect.stringMatching(recorded));
  expect(work.said).toEqual([said]);
  expectNothingLeft(work);
});

test('what the work opened is closed before the run ends, the last first', async () => {
  const held = 'while the run is held';
  expect((await done('closes')).said).toEqual([`closed last, ${held}`, `closed first, ${held}`, 'came to done']);
});

test('processes of the run that are left are ended before the run is', async () => {
  const work = await done('leaves');
  expect(work.said).toEqual(['left ended by SIGTERM', 'came to done']);
  expectNothingLeft(work);
});

test.for([
  ['fault at once', /^crashed 70: Error: nobody caught this$/],
  ['interrupted twice', /^interrupted 143: interrupted by SIGTERM$/],
] as const)('%s: the terminal and the record are left as they should be', async ([how, recorded]) => {
  const work = await done(how);
  expect(work.recorded).toMatch(recorded);
  expect(work.said).toEqual(['the terminal is left']);
});
