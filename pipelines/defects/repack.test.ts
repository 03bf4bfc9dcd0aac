import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Defect } from '../../schemas/types.ts';
import { run } from '../../smoke/process/run.ts';
import { readTarball } from '../artifact/tarball.ts';
import { makeBrokenCopy } from './broken-copy.ts';
import { referencePackage } from './kit.ts';
import { packsAlike, repack } from './repack.ts';

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'repack-')));
});
afterEach(() => rm(dir, { recursive: true }));

const signal = new AbortController().signal;

/** A copy of the reference package with these changes. */
async function copyWith(name: string, change: Defect['change']): Promise<string> {
  const defect: Defect = { id: name, area: 'output', title: 't', suffers: 's', change, caughtBy: { finding: 'x' } };
  const source = join(dir, name);
  await makeBrokenCopy(defect, source, { node: process.execPath, env: {}, signal });
  return source;
}

async function npmPack(source: string): Promise<string> {
  const argv = ['npm', 'pack', `--pack-destination=${dir}`, '--loglevel=error'] as const;
  const env = { PATH: process.env.PATH ?? '', HOME: dir };
  const result = await run(argv, { cwd: source, env, timeoutMs: 30_000 });
  expect(result, result.stderr).toMatchObject({ kind: 'exited', code: 0 });
  return join(dir, result.stdout.trim());
}

async function namesIn(file: string): Promise<string[]> {
  const reading = await readTarball(file, { keep: () => false });
  return reading.readable ? reading.files.map(({ path }) => path) : [];
}

const changes: Defect['change'] = [
  { file: 'dist/bin.js', find: 'process.exitCode', replace: 'process.exitCode' },
  { file: 'dist/help.js', append: '// ä'.repeat(5000) },
  { file: 'README.md', append: 'More.\n' },
  { file: 'python/kaelio_ktx/sql.py', append: '# More.\n' },
];

test('a copy with other contents becomes the very bytes that npm makes of it', async () => {
  const files = await namesIn(await npmPack(referencePackage));
  const source = await copyWith('broken', changes);
  expect(await packsAlike(changes, source)).toBe(true);
  const mine = join(dir, 'mine.tgz');
  await repack(source, files, mine);
  const npms = await npmPack(source);
  expect(await namesIn(mine)).toEqual(files);
  expect((await readFile(mine)).equals(await readFile(npms))).toBe(true);
});

describe('npm itself is to pack what may change its list of files', () => {
  const telling: [string, Defect['change']][] = [
    ['package.json', [{ file: 'package.json', append: '\n' }]],
    ["a bundled package's package.json", [{ file: 'node_modules/@kaelio/ktx-processes/package.json', append: '\n' }]],
    ['an ignore file', [{ file: '.gitignore', append: 'dist\n' }]],
    ['a file more', [{ file: 'dist/new.js', create: 'x' }]],
    ['a file less', [{ file: 'dist/text.js', delete: true }]],
  ];
  test.for(telling)('%s', async ([, change]) => {
    expect(await packsAlike(change, await copyWith('copy', change))).toBe(false);
  });
});
