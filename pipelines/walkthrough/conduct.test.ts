import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Walkthrough, WalkthroughStep } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import type { Io } from '../io.ts';
import { type Choice, conductSteps, type Guide } from './conduct.ts';
import { sampleWalkthrough } from './sample-walkthrough.ts';
import { failed, passed, type Section, type Step, type StepResult } from './step.ts';

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
  signal: new AbortController().signal,
};
const step = (act: Step['act']): Step => ({ title: 't', why: 'w', command: () => 'c', expected: 'e', act });
const open = (plan: readonly Section[]): Walkthrough => ({
  ...sampleWalkthrough(),
  state: 'open',
  sections: plan.map(({ title, steps }, at) => ({
    id: `${at + 1}`,
    title,
    steps: steps.map(
      (_, index): WalkthroughStep => ({
        id: `${at + 1}.${index + 1}`,
        title: 't',
        why: 'w',
        command: 'c',
        expected: 'e',
        outcome: 'pending',
        evidence: [],
      }),
    ),
  })),
});

/** Does a plan; `choices` are what the operator says, in order, then `go on`. */
async function conducted(
  plan: readonly Section[],
  choices: Choice[] = [],
  walkthrough = open(plan),
  outdated: () => Promise<string | undefined> = async () => undefined,
) {
  const told: string[] = [];
  const heard: string[] = [];
  const closer: string[] = [];
  const saved: Walkthrough[] = [];
  const guide: Guide = {
    section: () => undefined,
    step: ({ id }) => told.push(id),
    result: ({ outcome }) => told.push(outcome),
    running: () => ({ hears: (chunk) => heard.push(chunk.toString()), over: () => heard.push('over') }),
    closer: async (outputs: readonly CommandResult[]) => {
      closer.push(...outputs.map(({ stdout }) => stdout));
    },
    choose: async () => choices.shift() ?? 'go on',
  };
  const save = (each: Walkthrough) => saved.push(each);
  const ended = await conductSteps({ walkthrough, plan, found: {}, guide, io, save, outdated });
  return { result: ended.walkthrough, ended, told, heard, closer, saved };
}

const answering = (...results: StepResult[]) => step(async () => results.shift() ?? failed('no more results'));

test('all steps are done in order, and each is on record before the next', async () => {
  const { result, told, saved } = await conducted([
    { title: 'a', steps: [answering(passed('x')), answering(passed('y'))] },
    { title: 'b', steps: [answering(passed('z'))] },
  ]);
  expect(told).toEqual(['1.1', 'passed', '1.2', 'passed', '2.1', 'passed']);
  expect(saved.map(({ state }) => state)).toEqual(['open', 'open', 'passed']);
  expect(result.sections[1]?.steps[0]).toMatchObject({ outcome: 'passed', evidence: ['z'] });
});

test('a failed step is repeated after the repair, and then has passed', async () => {
  const { result, told } = await conducted([{ title: 'a', steps: [answering(failed('x'), passed('y'))] }], ['repeat']);
  expect(told).toEqual(['1.1', 'failed', '1.1', 'passed']);
  expect(result.state).toBe('passed');
});

test('one that is passed over stays failed, and so is the whole', async () => {
  const { result, told } = await conducted([{ title: 'a', steps: [answering(failed('x')), answering(passed('y'))] }]);
  expect(told).toEqual(['1.1', 'failed', '1.2', 'passed']);
  expect(result.state).toBe('failed');
});

test('stopped in the middle, it goes on there: what passed is not repeated, what failed is', async () => {
  const plan = [
    { title: 'a', steps: [answering(passed('x')), answering(failed('y'), passed('y')), answering(passed('z'))] },
  ];
  const first = await conducted(plan, ['go on', 'stop']);
  expect(first.result.state).toBe('failed');
  const second = await conducted(plan, [], first.result);
  expect(second.told).toEqual(['1.2', 'passed', '1.3', 'passed']);
  expect(second.result.state).toBe('passed');
});

test('it ends before a step when what is on record is not about what is here any more', async () => {
  const why = [undefined, 'another commit'];
  const plan = [{ title: 'a', steps: [answering(passed('x')), answering(passed('y'))] }];
  const { ended, told } = await conducted(plan, [], open(plan), async () => why.shift());
  expect(told).toEqual(['1.1', 'passed']);
  expect(ended.outdated).toBe('another commit');
  expect(ended.walkthrough.sections[0]?.steps.map(({ outcome }) => outcome)).toEqual(['passed', 'pending']);
});

test('a repair that is another commit is seen before the step is repeated', async () => {
  const why = [undefined, 'another commit'];
  const plan = [{ title: 'a', steps: [answering(failed('x'), passed('y'))] }];
  const { ended, told } = await conducted(plan, ['repeat'], open(plan), async () => why.shift());
  expect([told, ended.outdated]).toEqual([['1.1', 'failed'], 'another commit']);
});

test('a step that was signed against its evidence is not repeated, and stands in no way', async () => {
  const plan = [{ title: 'a', steps: [answering(failed('x')), answering(passed('y'))] }];
  const first = await conducted(plan, ['stop']);
  const override = { id: '1.1', kind: 'step' as const, by: 'ann', at: '2026-11-02T10:00:00.000Z', override: 'known' };
  const second = await conducted(plan, [], { ...first.result, signatures: [override] });
  expect(second.told).toEqual(['1.2', 'passed']);
  expect(second.result.state).toBe('passed');
});

test('what a command says on stderr is heard while it runs, and taken away at its end', async () => {
  const says = step(async ({ run }) => {
    await run({ argv: [process.execPath, '-e', 'console.error("at work"); console.log("result")'] });
    return passed('x');
  });
  expect((await conducted([{ title: 'a', steps: [says] }])).heard).toEqual(['at work\n', 'over']);
});

test('a closer look shows what the commands printed, and asks again', async () => {
  const shows = step(async ({ run }) => {
    await run({ argv: [process.execPath, '-p', '6*7'] });
    return passed('x');
  });
  const { closer } = await conducted([{ title: 'a', steps: [shows] }], ['look closer', 'look closer', 'go on']);
  expect(closer).toEqual(['42\n', '42\n']);
});

test('a scratch directory is gone after its step, also when the step breaks', async () => {
  const dirs: string[] = [];
  const makes = (then: () => StepResult) =>
    step(async ({ scratch }) => {
      dirs.push(await scratch());
      expect(existsSync(dirs.at(-1) ?? '')).toBe(true);
      return then();
    });
  await conducted([{ title: 'a', steps: [makes(() => passed('x'))] }]);
  const breaks = makes(() => {
    throw new Error('broke');
  });
  await expect(conducted([{ title: 'a', steps: [breaks] }])).rejects.toThrow('broke');
  expect(dirs.map((dir) => existsSync(dir))).toEqual([false, false]);
});

test('the commands of a step see the environment, and what the step adds to it', async () => {
  const prints = step(async ({ run }) =>
    passed((await run({ argv: [process.execPath, '-p', 'process.env.HOME'], env: { HOME: '/h' } })).stdout.trim()),
  );
  const { result } = await conducted([{ title: 'a', steps: [prints] }]);
  expect(result.sections[0]?.steps[0]?.evidence).toEqual(['/h']);
});
