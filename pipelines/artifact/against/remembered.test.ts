import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tgz } from '../tarball-maker.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'remembered-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** Files of 300 bytes, each of which could be imported. */
async function pack(name: string, version: string, count: number): Promise<void> {
  const files = Array.from({ length: count }, (_, at) => ({
    path: `package/dist/${at % 50}/${at}-${'n'.repeat(60)}.js`,
    content: `export const a${at} = '${version}${'x'.repeat(280)}';\n`,
  }));
  const packageJson = { path: 'package/package.json', content: JSON.stringify({ name: 'x', version }) };
  await writeFile(join(dir, name), tgz([packageJson, ...files]));
}

test('of the files of two packages that are compared, little is kept', async () => {
  await pack('small-one.tgz', '1.0.0', 100);
  await pack('small-other.tgz', '1.0.1', 100);
  await pack('one.tgz', '1.0.0', 4000);
  await pack('other.tgz', '1.0.1', 4000);
  const program = join(import.meta.dirname, 'remembered.program.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', '--expose-gc', program, dir]);
  const { files, bytesOfEach, codes }: { files: number; bytesOfEach: number; codes: string[] } = JSON.parse(stdout);
  expect({ files, codes }).toEqual({ files: 8002, codes: [] });
  // Path, hash and place of a file, its first forty characters, and the pair that it makes with the other.
  expect(bytesOfEach).toBeGreaterThan(100);
  expect(bytesOfEach).toBeLessThan(520);
});
