import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

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
