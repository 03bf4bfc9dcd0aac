import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Defect } from '../../schemas/types.ts';
import { identityOf, readStat, stateOf } from '../../smoke/process/identity.ts';
import { InputError } from '../findings/errors.ts';
import { type Crew, openCrew } from './crew.ts';
import type { Ground, Order } from './orders.ts';

let dir: string;
let controller: AbortController;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'crew-')));
  controller = new AbortController();
});
afterEach(() => rm(dir, { recursive: true }));

const ground: Ground = JSON.parse('{}');

const order = (id: string): Order => ({
  kind: 'defect',
  thorough: false,
  ground,
  defect: {
    id,
    area: 'output',
    title: 't',
    suffers: 's',
    change: [{ file: 'a', delete: true }],
    caughtBy: { finding: 'x' },
  } satisfies Defect,
});

const crewOf = (size: number, program = 'stand-in-worker.program.ts'): Promise<Crew> =>
  openCrew({
    program: join(import.meta.dirname, program),
    size,
    env: { PATH: process.env.PATH ?? '' },
    cwd: dir,
    log: join(dir, 'workers.log'),
    signal: controller.signal,
  });

/** Of the stand-in that answers. */
const workerFor = async (crew: Crew, id = 'answer'): Promise<number> => (await crew.ask(order(id))).durationMs;

test('more orders than workers are all answered, by workers that take one at a time', async () => {
  await using crew = await crewOf(2);
  const taken: string[] = [];
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const seen = await Promise.all(ids.map((id) => crew.ask(order(id), () => taken.push(id))));
  expect(taken).toEqual(ids);
  expect(new Set(seen.map(({ durationMs }) => durationMs)).size).toBe(2);
});

test('a worker that refuses or breaks is told apart, and goes on', async () => {
  await using crew = await crewOf(1);
  const refusal: unknown = await crew.ask(order('refuse')).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(InputError);
  expect(refusal).toMatchObject({ findings: [{ code: 'defect-changes-nothing', args: { integrity: 'sha512-x' } }] });
  await expect(crew.ask(order('break'))).rejects.toThrow('a worker broke: no memory');
  await crew.ask(order('answer'));
});

test('a worker that dies is told with how, and where its last words are', async () => {
  await using crew = await crewOf(1);
  const log = join(dir, 'workers.log');
  const died = `a worker ended on its own: exit 7; what it said is in ${log}`;
  await expect(crew.ask(order('die'))).rejects.toThrow(died);
  expect(await readFile(log, 'utf8')).toBe('my last words\n');
  await expect(crew.ask(order('answer'))).rejects.toThrow(died);
});

test('a worker that cannot start is told at the first order', async () => {
  await using crew = await crewOf(1, 'no-such.program.ts');
  await expect(crew.ask(order('answer'))).rejects.toThrow('a worker ended on its own: exit 1');
});

describe('an interruption', () => {
  const reason = new Error('interrupted');
  test('ends who waits for an answer, and who waits for a worker', async () => {
    await using crew = await crewOf(1);
    const asked = [crew.ask(order('hang')), crew.ask(order('answer'))];
    controller.abort(reason);
    expect(await Promise.allSettled(asked)).toEqual(asked.map(() => ({ status: 'rejected', reason })));
  });

  test('that nobody waits through is an error of nobody', async () => {
    await using _crew = await crewOf(1);
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    controller.abort(reason);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test('that was before is heard by the first who asks', async () => {
    controller.abort(reason);
    await using crew = await crewOf(1);
    await expect(crew.ask(order('hang'))).rejects.toBe(reason);
  });
});

test('closed, all workers are gone, also one that does not want to go', async () => {
  const crew = await crewOf(2);
  const pids = await Promise.all([workerFor(crew, 'stay'), workerFor(crew)]);
  const identities = pids.flatMap((pid) => identityOf(pid) ?? []);
  expect(identities).toHaveLength(2);
  await crew[Symbol.asyncDispose]();
  expect(identities.map(stateOf)).toEqual(['gone', 'gone']);
  // Both were asked to go first, so that one that is at work can clean up.
  expect(await readFile(join(dir, 'workers.log'), 'utf8')).toBe('asked to go\nasked to go\n');
});

test('the workers have the environment that they are given, and nothing of ours', async () => {
  process.env.OF_THE_PARENT = 'secret';
  onTestFinished(() => void delete process.env.OF_THE_PARENT);
  await using crew = await crewOf(1);
  const told: unknown = await crew.ask(order('environment')).catch((error: unknown) => error);
  expect(String(told)).toContain('PATH');
  expect(String(told)).not.toContain('OF_THE_PARENT');
});

test("a terminal's Ctrl-C does not reach the workers: each is in a group of its own", async () => {
  await using crew = await crewOf(1);
  const pid = await workerFor(crew);
  expect(readStat(pid)?.group).toBe(pid);
});
