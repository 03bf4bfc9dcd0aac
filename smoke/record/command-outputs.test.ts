import { beforeEach, expect, test } from 'vitest';
import { madeResult } from '../process/made-result.ts';
import { CommandOutputs, noteMatched } from './command-outputs.ts';

const result = madeResult({ kind: 'exited', code: 0 }, { stdout: 'out', stderr: 'err' });

let assertions: number;
let outputs: CommandOutputs;
beforeEach(() => {
  assertions = 0;
  outputs = new CommandOutputs(() => assertions);
});

test('a watched result is the result', () => {
  expect(outputs.watch(result)).toEqual(result);
});

test('a command is unchecked until an output was read and an assertion came after', () => {
  const watched = outputs.watch(result);
  assertions = 3;
  expect(outputs.unchecked()).toEqual([watched]);
});

test.each(['stdout', 'stderr'] as const)('reading %s is not enough, an assertion after it is', (stream) => {
  const watched = outputs.watch(result);
  assertions = 1;
  expect(watched[stream]).toBe(result[stream]);
  expect(outputs.unchecked()).toHaveLength(1);
  assertions = 2;
  expect(outputs.unchecked()).toEqual([]);
});

test('an assertion counts from the first reading on', () => {
  const watched = outputs.watch(result);
  expect(watched.stdout).toBe('out');
  assertions = 1;
  expect(watched.stdout).toBe('out');
  expect(outputs.unchecked()).toEqual([]);
});

test('what a matcher has looked at is checked, the others are not', () => {
  const [first, second] = [outputs.watch(result), outputs.watch(result)];
  noteMatched(first);
  expect(outputs.unchecked()[0]).toBe(second);
  expect(outputs.unchecked()).toHaveLength(1);
});
