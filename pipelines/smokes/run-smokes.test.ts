import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SmokeContext, SmokeResult } from '../../schemas/types.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { findSurvivors, type Survivor } from '../../smoke/process/survivors.ts';
import type { SmokeName } from '../policy/suites.ts';
import type { EventBody } from '../run/event-body.ts';
import { type InstalledPackage, installStandIn, runSmokes, type SmokesRun } from './installed-package.ts';
import { listSmokes } from './run-smokes.ts';

let place: InstalledPackage;

beforeAll(async () => {
  place = await installStandIn();
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

/** A context of its own for every run, so that what one leaves is not taken for another's. */
function contextFor(name: string, changes: Partial<SmokeContext> = {}): SmokeContext {
  return { ...place.context, mark: `${place.context.mark}-${name}`, ...changes };
}

const survivorsOf = ({ mark }: SmokeContext): readonly Survivor[] =>
  findSurvivors({ mark: { name: MARK_VARIABLE, value: mark, prefix: true } }).survivors;

const outcomes = (results: readonly SmokeResult[]): Record<string, string> =>
  Object.fromEntries(results.map(({ name, outcome, reason }) => [name, reason ? `${outcome}: ${reason}` : outcome]));

const messages = (result: SmokeResult | undefined): string[] => (result?.errors ?? []).map(({ message }) => message);

describe.each(['node', 'vite'] as const)('smokes whose TypeScript %s loads', (modules) => {
  let run: SmokesRun;
  let context: SmokeContext;
  const named = (title: string): SmokeResult | undefined => run.results.find((result) => result.title === title);

  beforeAll(async () => {
    const { uv: _, ...tools } = place.context.tools;
    context = contextFor(modules, { tools });
    run = await runSmokes('test-smokes/floor', { context, modules });
  });

  test('each has one outcome, and what did not run has its reason', () => {
    expect(outcomes(run.results)).toEqual({
      'floor > passes with steps and commands': 'passed',
      'floor > runs a command and checks nothing': 'failed',
      'floor > reads an output and asserts nothing after it': 'failed',
      'floor > looks only at the exit code': 'failed',
      'floor > asserts nothing at all': 'failed',
      'floor > leaves a process behind': 'failed',
      'floor > leaves commands in the background': 'passed',
      'floor > waits for a command in the background and checks nothing': 'failed',
      'floor > runs a command through another program': 'passed',
      'floor > puts a link where its sandbox was': 'failed',
      'floor > takes a timeout for a refusal': 'failed',
      'floor > does not end': 'failed',
      'floor > fails in a step': 'failed',
      'floor > skips itself': 'skipped: nothing to do here',
      'floor > needs uv': 'skipped: no uv on PATH, and no stand-in for it',
      'floor > needs what the contract lacks': 'not-applicable: ktx-runtime@1 has no teleport',
    });
    expect(run.results.map(({ file }) => file)).toEqual(run.results.map(() => 'test-smokes/floor/floor.smoke.ts'));
  });

  test('a command whose output nobody checked is named', () => {
    for (const title of [
      'runs a command and checks nothing',
      'reads an output and asserts nothing after it',
      'waits for a command in the background and checks nothing',
    ]) {
      expect(messages(named(title))).toEqual([
        'command `ktx print out\n` ran and nothing about its output was checked',
      ]);
    }
    expect(messages(named('looks only at the exit code'))).toHaveLength(1);
  });

  test('a survivor is named once, ended, and on record', () => {
    const result = named('leaves a process behind');
    expect(messages(result)).toEqual([expect.stringMatching(/^process \d+ was still running .* killed: .*ktx stay$/)]);
    expect(result?.record?.survivors).toMatchObject([{ command: expect.stringContaining('ktx stay') }]);
    expect(survivorsOf(context)).toEqual([]);
  });

  test('a sandbox that is not what it was is not removed, and that is told', () => {
    const result = named('puts a link where its sandbox was');
    expect(messages(result)).toEqual([expect.stringMatching(/^the sandbox could not be removed: .* is now .*-moved/)]);
    expect(result?.record?.sandboxDir).toContain('floor-puts-a-link');
  });

  test('a timeout does not look like a refusal', () => {
    const [message] = messages(named('takes a timeout for a refusal'));
    expect(message).toContain('expected exit 1, found timed out after 500 ms');
    expect(message).toContain('stdout: here');
  });

  test('a smoke that does not end has its command on record, with what it said', async () => {
    const result = named('does not end');
    expect(messages(result)).toEqual([expect.stringContaining('timed out in 1000ms')]);
    expect(result?.record?.commands).toMatchObject([{ ended: 'ended with its smoke', stdoutBytes: 5 }]);
    expect(await readFile(result?.record?.commands[0]?.stdoutFile ?? '', 'utf8')).toBe('here\n');
  });

  test('a failure says the place in the smoke, the step, the command, how it ended and what it printed', async () => {
    const result = named('fails in a step');
    const [message] = messages(result);
    expect(message).toMatch(/^expected exit 0, found exit 3\nexpected nothing on stderr, found "err\\n"\ncommand: /);
    expect(message).toMatch(/\nended: exit 3 after \d+ ms\nstdout: out\n\nstderr: err\n$/);
    const source = await readFile('smoke/test-smokes/floor/floor.smoke.ts', 'utf8');
    const line = source.split('\n').findIndex((text) => text.includes("step('fails'")) + 1;
    expect(result?.errors?.[0]?.at).toMatch(new RegExp(`^smoke/test-smokes/floor/floor.smoke.ts:${line}:\\d+$`));
    expect(result?.record).toMatchObject({
      steps: [{ title: 'fails', outcome: 'failed' }],
      commands: [{ ended: 'exit 3' }],
    });
  });

  test('sandboxes of failed smokes are kept, the others removed', async () => {
    const kept = run.results.flatMap(({ record }) => record?.sandboxDir ?? []);
    expect(kept).toHaveLength(run.results.filter(({ outcome }) => outcome === 'failed').length);
    for (const dir of kept) await access(dir);
    const there = (await readdir(context.sandboxesDir)).map((name) => `${context.sandboxesDir}/${name}`);
    expect(there.filter((dir) => dir.includes('floor-passes') || dir.includes('floor-skips'))).toEqual([]);
  });

  test('events tell how many there are, and of each that it starts and how it ended', () => {
    const [planned, ...others] = run.events;
    expect(planned).toEqual({ type: 'smokes-planned', total: 16 });
    const started = others.flatMap((event) => (event.type === 'smoke-started' ? event.name : []));
    const finished = others.flatMap((event) => (event.type === 'smoke-finished' ? event.result : []));
    expect(started.toSorted()).toEqual(run.results.map(({ name }) => name).toSorted());
    expect(finished).toEqual(run.results);
  });
});

test('a file that cannot be loaded is a failed smoke, and the other files run', async () => {
  const { results } = await runSmokes('test-smokes/broken-file', { context: contextFor('broken') });
  expect(outcomes(results)).toEqual({
    'broken > is there': 'passed',
    'broken > its file can be loaded': 'failed',
    'sound > runs all the same': 'passed',
  });
  expect(results.flatMap(messages)).toEqual(['this file cannot be loaded']);
});

test('a folder without smokes is an error, not a pass', async () => {
  const run = runSmokes('process', { context: contextFor('none') });
  await expect(run).rejects.toThrow(/smoke\/process holds no file \*\.smoke\.ts/);
});

test('an error that nobody handles fails the run', async () => {
  const { results } = await runSmokes('test-smokes/unhandled', { context: contextFor('unhandled') });
  expect(outcomes(results)).toMatchObject({ 'smokes > no error is left unhandled': 'failed' });
  expect(results.flatMap(messages)).toEqual(['nobody waits for this']);
});

test('two smokes of one name fail the run', async () => {
  const { results } = await runSmokes('test-smokes/twice', { context: contextFor('twice') });
  expect(results.flatMap(messages)).toEqual(['named twice: twice > has one name']);
});

test('a smoke marked as the only one fails the run', async () => {
  const { results } = await runSmokes('test-smokes/only-marked', { context: contextFor('only-marked') });
  expect(outcomes(results)).toEqual({
    'only-marked > is not marked': 'skipped: marked in its file as not to be run',
    'only-marked > is marked, and would hide the other': 'failed',
  });
});

test('only what was asked for is run and told, whatever the case', async () => {
  const context = contextFor('only', { evidenceDir: join(place.root, 'evidence of only') });
  const asked = await runSmokes('test-smokes/floor', { context, only: 'LOOR > Passes' });
  expect(outcomes(asked.results)).toEqual({ 'floor > passes with steps and commands': 'passed' });
  expect(asked.events[0]).toEqual({ type: 'smokes-planned', total: 1 });
  const none = await runSmokes('test-smokes/floor', { context, only: 'LOOR > Passes (no' });
  expect(none).toEqual({ results: [], events: [{ type: 'smokes-planned', total: 0 }] });
  expect(await readdir(context.evidenceDir)).toEqual(['floor-passes-with-steps-and-commands']);
  const two = await runSmokes('test-smokes/floor', { context, only: ['passes with steps', 'looks ONLY'] });
  expect(Object.keys(outcomes(two.results)).toSorted()).toEqual([
    'floor > looks only at the exit code',
    'floor > passes with steps and commands',
  ]);
});

test('the first failure ends the run when that is asked for', async () => {
  const context = contextFor('fail-fast');
  const { results, events } = await runSmokes('test-smokes/fail-fast', { context, failFast: true });
  expect(outcomes(results)).toEqual({
    'fail-fast > fails': 'failed',
    'fail-fast > is under way': 'skipped: not finished: another smoke failed first (--fail-fast)',
  });
  const started = events.flatMap((event) => (event.type === 'smoke-started' ? event.name : []));
  expect(started.toSorted()).toEqual(['fail-fast > fails', 'fail-fast > is under way']);
  expect(survivorsOf(context)).toEqual([]);
});

test('an advisory failure does not end a run that ends at the first failure', async () => {
  const options = { context: contextFor('fail-fast-advisory'), failFast: true, requiredOf: () => false };
  const { results } = await runSmokes('test-smokes/broken-file', options);
  expect(outcomes(results)).toMatchObject({
    'broken > its file can be loaded': 'failed',
    'sound > runs all the same': 'passed',
  });
});

test('smokes belong to the suite whose folder they are in', async () => {
  const suites = [
    { name: 'one', folder: 'test-smokes/twice' },
    { name: 'other', folder: 'test-smokes/only-marked' },
  ];
  const seen: string[] = [];
  const requiredOf = ({ name, suite }: SmokeName): boolean => {
    seen.push(`${suite}: ${name}`);
    return suite === 'other';
  };
  const { results } = await runSmokes('unused', { context: contextFor('suites'), suites, requiredOf });
  const expected = {
    'only-marked > is marked, and would hide the other': ['other', true],
    'only-marked > is not marked': ['other', true],
    'smokes > names are unique': ['smokes', true],
    'twice > has one name': ['one', false],
  };
  expect(Object.fromEntries(results.map(({ name, suite, required }) => [name, [suite, required]]))).toEqual(expected);
  expect(seen).toContain('one: twice > has one name');
});

test('the smokes of suites are listed without running any', async () => {
  const exitCode = process.exitCode;
  expect(
    await listSmokes('ktx-runtime@1', [
      { name: 'one', folder: 'test-smokes/fail-fast' },
      { name: 'other', folder: 'test-smokes/unhandled' },
    ]),
  ).toEqual([
    { name: 'fail-fast > fails', suite: 'one' },
    { name: 'fail-fast > is under way', suite: 'one' },
    { name: 'unhandled > passes, and leaves an error to nobody', suite: 'other' },
  ]);
  expect(process.exitCode).toBe(exitCode);
});

test('an interruption ends commands and sandboxes, and what was under way is told as not finished', async () => {
  const context = contextFor('interrupted', { evidenceDir: join(place.root, 'evidence of interrupted') });
  const interruption = new AbortController();
  const names = ['interrupted > stays', 'interrupted > stays, and ignores SIGTERM'];
  const interruptWhenBothStay = async (): Promise<void> => {
    for (const dir of ['interrupted-stays', 'interrupted-stays-and-ignores-sigterm']) {
      const stdout = join(context.evidenceDir, dir, '01.stdout');
      await expect.poll(() => readFile(stdout, 'utf8').catch(() => ''), { timeout: 20_000 }).toBe('here\n');
    }
    interruption.abort();
  };
  const emit = (event: EventBody): void => {
    if (event.type === 'smokes-planned') void interruptWhenBothStay();
  };
  const options = { context, emit, signal: interruption.signal };
  const { results } = await runSmokes('test-smokes/interrupted', options);
  const reason = 'skipped: not finished: the run was interrupted';
  expect(outcomes(results)).toEqual(Object.fromEntries(names.map((name) => [name, reason])));
  expect(results.map(({ record }) => record?.commands.map(({ ended }) => ended))).toEqual([
    ['ended with its smoke'],
    ['ended with its smoke'],
  ]);
  expect(survivorsOf(context)).toEqual([]);
  expect((await readdir(context.sandboxesDir)).filter((name) => name.startsWith('interrupted'))).toEqual([]);
});

test('a run that was interrupted before it began runs nothing', async () => {
  const options = { context: contextFor('before'), signal: AbortSignal.abort() };
  expect(await runSmokes('test-smokes/floor', options)).toEqual({ results: [], events: [] });
});

test('an advisory smoke is told as such', async () => {
  const { results } = await runSmokes('test-smokes/broken-file', {
    context: contextFor('advisory'),
    requiredOf: ({ name }) => name.startsWith('sound'),
  });
  expect(results.map(({ name, required }) => [name, required]).toSorted()).toEqual([
    ['broken > is there', false],
    ['broken > its file can be loaded', false],
    ['sound > runs all the same', true],
  ]);
});
