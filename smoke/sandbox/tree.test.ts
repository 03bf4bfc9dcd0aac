import { appendFile, chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { treeChanges, treeOf } from './tree.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tree-'));
  await mkdir(join(dir, 'a', 'b'), { recursive: true });
  await writeFile(join(dir, 'a', 'b', 'file'), 'text');
  // Some systems tell times only by some milliseconds.
  await utimes(file(), 0, 0);
  await symlink('b', join(dir, 'a', 'link'));
});
afterEach(() => rm(dir, { recursive: true }));

async function changesBy(act: () => Promise<unknown>): Promise<string[]> {
  const before = await treeOf(dir);
  await act();
  return treeChanges(before, await treeOf(dir));
}

const file = (): string => join(dir, 'a', 'b', 'file');

test.for<[string, () => Promise<unknown>, string[]]>([
  ['nothing', async () => undefined, []],
  ['a new file', () => writeFile(join(dir, 'a', 'new'), ''), ['added a/new']],
  ['a file that was removed', () => rm(file()), ['removed a/b/file']],
  ['a file that has grown', () => appendFile(file(), 'x'), ['changed a/b/file']],
  ['a file that was written again as it was', () => writeFile(file(), 'text'), ['changed a/b/file']],
  ['a mode', () => chmod(join(dir, 'a', 'b'), 0o700), ['changed a/b']],
  [
    'a link that leads elsewhere',
    () => rm(join(dir, 'a', 'link')).then(() => symlink('..', join(dir, 'a', 'link'))),
    ['changed a/link'],
  ],
  ['the times of a directory', () => utimes(join(dir, 'a'), 0, 0), []],
])('%s', async ([, act, expected]) => {
  expect(await changesBy(act)).toEqual(expected);
});
