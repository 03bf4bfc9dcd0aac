import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cell, SmokeResult } from '../../schemas/types.ts';
import { sampleSmoke } from '../report/sample-run.ts';
import type { EventBody } from '../run/event-body.ts';
import type { PreparedSmokes, RunOptions } from '../smokes/run-smokes.ts';
import { type CellBench, openCellBench } from './cell-bench.ts';
import type { ReadyCell } from './prepare-cells.ts';
import { type Trying, tryCells } from './try-cells.ts';

let bench: CellBench;
let installs: string;
beforeAll(async () => {
  bench = await openCellBench();
  installs = bench.installs();
});
afterAll(() => bench[Symbol.asyncDispose]());

const fails = 'process.exit(1);';
const cell = (id: string, script = installs, changes: Partial<Cell> = {}) => bench.cell(script, { id, ...changes });

/** Tries them with smokes that come to what `smokesOf` says. */
function tryThem(
  cells: readonly ReadyCell[],
  smokesOf: (options: RunOptions) => Promise<SmokeResult[]> | SmokeResult[] = passes,
  changes: Partial<Trying> = {},
) {
  const events: EventBody[] = [];
  const runner: PreparedSmokes = { run: async (options) => await smokesOf(options), close: async () => undefined };
  const done = tryCells(cells, {
    ground: bench.ground(),
    runner: Promise.resolve(runner),
    suites: [],
    failFast: false,
    keep: false,
    isRequired: () => true,
    namesFor: () => undefined,
    emit: (event) => void events.push(event),
    signal: new AbortController().signal,
    ...changes,
  });
  return { events, done };
}

const passes = ({ cell: id = '' }: RunOptions) => [sampleSmoke('a > 1', { cell: id })];

const ends = (events: readonly EventBody[]) =>
  events.flatMap((event) =>
    event.type === 'cell-finished' ? `${event.cell} ${event.outcome}${event.reason ? `: ${event.reason}` : ''}` : [],
  );

test('each cell is set up, its smokes run in it, and it is told', async () => {
  const contexts: RunOptions['context'][] = [];
  const { events, done } = tryThem([cell('a'), cell('b')], (options) => {
    contexts.push(options.context);
    return passes(options);
  });
  await done;
  expect(ends(events)).toEqual(['a passed', 'b passed']);
  expect(contexts.map(({ cell: each }) => each?.id)).toEqual(['a', 'b']);
  expect(new Set(contexts.map(({ project }) => project.dir)).size).toBe(2);
  const stages = events.flatMap((event) =>
    event.type === 'stage-finished' ? `${event.stage} ${event.cell} ${event.outcome}` : [],
  );
  expect(stages.toSorted()).toEqual(
    ['a', 'b'].flatMap((id) => ['identity', 'install', 'smokes'].map((stage) => `${stage} ${id} passed`)).toSorted(),
  );
});

test('the next cell is set up while the smokes of one run', async () => {
  const second = Promise.withResolvers<void>();
  const { events, done } = tryThem(
    [cell('a'), cell('b')],
    async (options) => {
      if (options.cell === 'a') await second.promise;
      return passes(options);
    },
    {},
  );
  await expect
    .poll(
      () => events.some((event) => event.type === 'stage-finished' && event.cell === 'b' && event.stage === 'identity'),
      { timeout: 20_000 },
    )
    .toBe(true);
  expect(ends(events)).toEqual([]);
  second.resolve();
  await done;
  expect(ends(events)).toEqual(['a passed', 'b passed']);
});

test('a cell that cannot be set up, and one whose smokes fail, keep no other from being tried', async () => {
  const { events, done } = tryThem([cell('a', fails), cell('b'), cell('c')], ({ cell: id = '' }) => [
    sampleSmoke('a > 1', { cell: id, outcome: id === 'b' ? 'failed' : 'passed' }),
  ]);
  await done;
  expect(ends(events)).toEqual([
    'a failed: install: cell-install-failed',
    'b failed: 1 smoke failed: a > 1',
    'c passed',
  ]);
});

test('what is found in an advisory cell is a warning, in another an error; both say the cell', async () => {
  const { events, done } = tryThem([cell('a', fails), cell('b', fails, { required: false })]);
  await done;
  const findings = events.flatMap((event) => (event.type === 'finding' ? event.finding : []));
  expect(findings.map(({ severity, where }) => `${severity} ${where.cell}`)).toEqual(['error a', 'warning b']);
});

test('a smoke decides where its cell does', async () => {
  const asked: boolean[] = [];
  const { done } = tryThem([cell('a'), cell('b', installs, { required: false })], (options) => {
    asked.push(options.requiredOf({ name: 'a > 1', suite: 's' }));
    return passes(options);
  });
  await done;
  expect(asked).toEqual([true, false]);
});

test('a cell that cannot be is told with its reason, and nothing is installed', async () => {
  const { events, done } = tryThem([{ cell: { ...cell('a').cell, outcome: 'not-applicable', reason: 'too new' } }]);
  await done;
  expect(events).toMatchObject([{ type: 'cell-finished', cell: 'a', outcome: 'not-applicable', reason: 'too new' }]);
});

describe('with --fail-fast', () => {
  test('the first cell that decides and fails ends the run', async () => {
    const { events, done } = tryThem([cell('a', fails), cell('b')], passes, { failFast: true });
    await done;
    expect(ends(events)[0]).toBe('a failed: install: cell-install-failed');
    expect(ends(events)).not.toContain('b passed');
  });

  test('an advisory cell ends nothing', async () => {
    const first = cell('a', fails, { required: false });
    const { events, done } = tryThem([first, cell('b')], passes, { failFast: true });
    await done;
    expect(ends(events)).toEqual(['a failed: install: cell-install-failed', 'b passed']);
  });
});

test('an interruption ends the cell that is tried and the one that is set up, and no further one is begun', async () => {
  const interruption = new AbortController();
  const waits = 'setInterval(() => {}, 1000);';
  const { events, done } = tryThem(
    [cell('a'), cell('b', waits), cell('c')],
    async ({ signal }) => {
      interruption.abort(new Error('stop'));
      expect(signal?.aborted).toBe(true);
      return [];
    },
    { signal: interruption.signal },
  );
  await done;
  expect(ends(events)).toEqual(['a interrupted', 'b interrupted']);
  expect(events.filter((event) => event.type === 'finding' || ('cell' in event && event.cell === 'c'))).toEqual([]);
});

test('a fault of ours is thrown when all has ended', async () => {
  const { done } = tryThem([cell('a'), cell('b')], () => {
    throw new TypeError('a fault');
  });
  await expect(done).rejects.toThrow('a fault');
});
