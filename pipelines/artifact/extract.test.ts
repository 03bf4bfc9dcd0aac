import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StageFailure } from '../findings/errors.ts';
import { extractTarball, isInside } from './extract.ts';
import { type MadeEntry, tgz } from './tarball-maker.ts';

let dir: string;
let into: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'extract-test-'));
  into = join(dir, 'into');
  await mkdir(into);
});
afterEach(() => rm(dir, { recursive: true }));

async function extract(entries: readonly MadeEntry[], wanted?: (path: string) => boolean): Promise<void> {
  const file = join(dir, 'x.tgz');
  await writeFile(file, tgz(entries));
  await extractTarball(file, into, undefined, wanted);
}

const packageJson = { path: 'package/package.json', content: '{}' };

test('every file is there with its bytes, and no mode or directory of the archive', async () => {
  const big = Buffer.alloc(700_000, 'abc');
  await extract([
    packageJson,
    { path: 'package/a/b c/\u5bf8', content: big, mode: 0o4777 },
    { path: 'package/empty', content: '' },
    { path: 'package/folder/', type: '5' },
  ]);
  expect((await readdir(into, { recursive: true })).sort()).toEqual(
    ['a', 'a/b c', 'a/b c/\u5bf8', 'empty', 'package.json'].sort(),
  );
  expect(await readFile(join(into, 'a/b c/\u5bf8'))).toEqual(big);
  expect((await lstat(join(into, 'a/b c/\u5bf8'))).mode & 0o7111).toBe(0);
});

test('only the wanted files', async () => {
  await extract([packageJson, { path: 'package/x' }], (path) => path === 'x');
  expect(await readdir(into)).toEqual(['x']);
});

test('a link is not made', async () => {
  await extract([packageJson, { path: 'package/x', type: '2', linkTarget: 'package.json' }]);
  expect(await readdir(into)).toEqual(['package.json']);
});

test.for<[string, MadeEntry[]]>([
  ['out of it', [{ path: 'package/../../outside' }]],
  ['out of it at its end', [{ path: 'package/..' }]],
  ['absolute', [{ path: `${tmpdir()}/extract-test-outside` }]],
  ['with a backslash', [{ path: 'package/..\\outside' }]],
  ['of a drive', [{ path: 'C:/outside' }]],
  ['of a drive inside', [{ path: 'package/C:outside' }]],
  ['through a link', [{ path: 'package/l', type: '2', linkTarget: '/tmp' }, { path: 'package/l/outside' }]],
  ['below a file', [{ path: 'package/x' }, { path: 'package/x/y' }]],
])('nothing is written %s, and the archive is refused or the file is left out', async ([, entries]) => {
  await extract([packageJson, ...entries]).catch((error: unknown) => {
    if (!(error instanceof StageFailure)) throw error;
  });
  expect((await readdir(dir)).sort()).toEqual(['into', 'x.tgz']);
  expect(existsSync(join(tmpdir(), 'extract-test-outside'))).toBe(false);
});

test('what is not a tarball is refused', async () => {
  await writeFile(join(dir, 'x.tgz'), 'x');
  await expect(extractTarball(join(dir, 'x.tgz'), into)).rejects.toThrow(StageFailure);
});

test.each(['a', 'a/b', '.a', 'a..b', 'a/...'])('%j is inside', (path) => expect(isInside(path)).toBe(true));
test.each(['', '..', '../a', 'a/..', 'a/../b', '/a', 'a//b', 'a/', './a', 'a\\b', 'c:a', 'a\0'])(
  '%j is not taken for inside',
  (path) => expect(isInside(path)).toBe(false),
);
