import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SmokeContext } from '../../schemas/types.ts';
import { check } from '../../smoke/schema/validate.ts';
import type { EventBody } from '../run/event-body.ts';
import { type InstalledPackage, installStandIn, runSmokes, type SmokesRun } from './installed-package.ts';

const steady = 'rounds > passes in every round';
const unsteady = 'rounds > fails in the second round and the third';

let place: InstalledPackage;

beforeAll(async () => {
  place = await installStandIn();
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await rm(join(place.context.project.dir, 'rounds'), { force: true });
});

/** Its evidence and its sandboxes are nobody else's. */
async function contextFor(name: string, changes: Partial<SmokeContext> = {}): Promise<SmokeContext> {
  const sandboxesDir = join(place.root, `sandboxes of ${name}`);
  await mkdir(sandboxesDir);
  const mark = `${place.context.mark}-${name}`;
  return { ...place.context, mark, sandboxesDir, evidenceDir: join(place.root, `evidence of ${name}`), ...changes };
}

function finished({ events }: SmokesRun, name: string) {
  return events.flatMap((event) => (event.type === 'smoke-finished' && event.result.name === name ? event.result : []));
}

/** What was told of the rounds: `1+` begun, `1.` finished. */
function told(events: readonly EventBody[]): string {
  return events
    .flatMap((event) =>
      event.type === 'round-started' ? `${event.round}+` : event.type === 'round-finished' ? `${event.round}.` : [],
    )
    .join(' ');
}

test('what passes in some rounds and fails in others is flaky, with the first failure and the last record', async () => {
  const context = await contextFor('flaky');
  const run = await runSmokes('test-smokes/rounds', { context, repeat: 5 });
  const result = (name: string) => run.results.find((each) => each.name === name);

  expect(told(run.events)).toBe('1+ 1. 2+ 2. 3+ 3. 4+ 4. 5+ 5.');
  expect(run.events.filter(({ type }) => type === 'smokes-planned')).toHaveLength(1);
  expect(run.results.map((each) => check('smoke-result', each).ok)).toEqual([true, true, true]);
  // Module state of a round would make the second one fail: each has a worker, and a sandbox, of its own.
  expect(result(steady)).toMatchObject({ outcome: 'passed', rounds: { passed: 5, failed: 0 } });
  expect(result('rounds > skips itself')).toMatchObject({ outcome: 'skipped', rounds: { skipped: 5 } });
  const flaky = result(unsteady);
  expect(flaky).toMatchObject({ outcome: 'flaky', rounds: { passed: 3, failed: 2, firstFailed: 2 } });
  expect(flaky?.errors?.[0]?.message).toBe('expected [ 2, 3 ] to not include 2');
  expect(flaky?.record?.commands[0]?.line).toContain('round 2');
  expect(flaky?.lastRecord?.commands[0]?.line).toContain('round 5');

  const rounds = finished(run, unsteady);
  expect(rounds.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'failed', 'passed', 'passed']);
  expect(rounds.map(({ record }) => record !== undefined)).toEqual([false, true, false, false, true]);

  const [first, last] = [flaky?.record, flaky?.lastRecord];
  for (const file of [first?.commands[0]?.stdoutFile, first?.sandboxDir, last?.commands[0]?.stdoutFile]) {
    await access(file ?? 'no file');
  }
  expect((await readdir(context.evidenceDir)).toSorted()).toEqual(['round-2', 'round-5']);
  expect(await readdir(join(context.evidenceDir, 'round-2'))).toEqual([
    'rounds-fails-in-the-second-round-and-the-third',
  ]);
  expect((await readdir(context.sandboxesDir)).map((name) => join(context.sandboxesDir, name))).toEqual([
    first?.sandboxDir,
  ]);
});

test('where sandboxes are kept, those of the last round are', async () => {
  const context = await contextFor('kept', { keep: true });
  await runSmokes('test-smokes/rounds', { context, repeat: 4, only: 'passes in every' });
  expect(await readdir(context.sandboxesDir)).toHaveLength(1);
});

test('the first required failure ends the rounds when that is asked for', async () => {
  const context = await contextFor('fail-fast');
  const run = await runSmokes('test-smokes/rounds', { context, repeat: 5, failFast: true });
  expect(told(run.events)).toBe('1+ 1. 2+');
  expect(run.results.find(({ name }) => name === unsteady)).toMatchObject({
    outcome: 'flaky',
    rounds: { passed: 1, failed: 1 },
  });
});

test('an advisory failure does not end them', async () => {
  const context = await contextFor('advisory');
  const run = await runSmokes('test-smokes/rounds', { context, repeat: 3, failFast: true, requiredOf: () => false });
  expect(told(run.events)).toBe('1+ 1. 2+ 2. 3+ 3.');
});

test('an interruption in a round leaves what was seen in the rounds before', async () => {
  const context = await contextFor('interrupted');
  const interruption = new AbortController();
  const file = join(context.evidenceDir, 'round-2', 'rounds-interrupted-stays-in-the-second-round', '01.stdout');
  const emit = (event: EventBody): void => {
    events.push(event);
    if (event.type !== 'round-started' || event.round !== 2) return;
    void expect
      .poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 20_000 })
      .toBe('here\n')
      .then(() => interruption.abort());
  };
  const events: EventBody[] = [];
  const { results } = await runSmokes('test-smokes/rounds-interrupted', {
    context,
    repeat: 3,
    emit,
    signal: interruption.signal,
  });
  expect(told(events)).toBe('1+ 1. 2+');
  expect(results).toMatchObject([{ outcome: 'passed', rounds: { passed: 1, failed: 0, skipped: 0 } }]);
  expect(events.filter(({ type }) => type === 'smoke-finished')).toHaveLength(1);
});

test('what is cut short in the first round is told as not finished, and counts as no round', async () => {
  const context = await contextFor('first round');
  const interruption = new AbortController();
  const emit = (event: EventBody): void => {
    events.push(event);
    if (event.type === 'smokes-planned') interruption.abort();
  };
  const events: EventBody[] = [];
  const { results } = await runSmokes('test-smokes/rounds-interrupted', {
    context,
    repeat: 3,
    emit,
    signal: interruption.signal,
  });
  expect(results).toMatchObject([{ outcome: 'skipped', reason: 'not finished: the run was interrupted' }]);
  expect(results[0]?.rounds).toBeUndefined();
});

test('an interruption between two rounds ends the next one before its smokes run', async () => {
  const context = await contextFor('between');
  const interruption = new AbortController();
  const events: EventBody[] = [];
  const emit = (event: EventBody): void => {
    events.push(event);
    if (event.type === 'round-started' && event.round === 2) interruption.abort();
  };
  const options = { context, repeat: 3, emit, signal: interruption.signal, only: 'passes in every' };
  const { results } = await runSmokes('test-smokes/rounds', options);
  expect(told(events)).toBe('1+ 1. 2+');
  expect(results).toMatchObject([{ outcome: 'passed', rounds: { passed: 1 } }]);
  expect(await readdir(join(context.evidenceDir, 'round-2'))).toEqual([]);
});
