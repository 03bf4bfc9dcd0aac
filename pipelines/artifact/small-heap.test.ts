import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { expect, test, vi } from 'vitest';
import { keepHeapSmall } from './small-heap.ts';

vi.mock(import('node:v8'), async (original) => ({ ...(await original()), setFlagsFromString: vi.fn() }));

async function youngBytes(how: 'small' | 'as it is'): Promise<number> {
  const program = join(import.meta.dirname, 'small-heap.program.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', program, how]);
  const { bytes }: { bytes: number } = JSON.parse(stdout);
  return bytes;
}

test('the young generation does not grow while much of what is made stays', async () => {
  const [small, asItIs] = await Promise.all([youngBytes('small'), youngBytes('as it is')]);
  expect(small).toBeGreaterThan(0);
  expect(small).toBeLessThan(asItIs / 4);
});

test('both generations are held back, until the last who asked for it has ended', () => {
  const told = () => vi.mocked(setFlagsFromString).mock.calls.flat();
  const first = keepHeapSmall();
  const held = ['--semi-space-growth-factor=1', '--heap-growing-percent=10'];
  expect(told()).toEqual(held);
  const second = keepHeapSmall();
  first[Symbol.dispose]();
  expect(told()).toEqual(held);
  second[Symbol.dispose]();
  // As V8 begins.
  expect(told()).toEqual([...held, '--semi-space-growth-factor=2', '--heap-growing-percent=0']);
});
