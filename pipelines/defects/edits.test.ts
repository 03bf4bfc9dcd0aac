import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Defect, DefectChange } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { editsOf, staleIn, writeEdits } from './edits.ts';

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'edits-')));
  await writeFile(join(dir, 'a.js'), 'one\ntwo\none\n');
  await writeFile(join(dir, 'b.bin'), Buffer.from([0, 255, 1]));
});
afterEach(() => rm(dir, { recursive: true }));

async function made(...changes: DefectChange[]): Promise<Record<string, string>> {
  await writeEdits(await editsOf('x', changes, dir), dir);
  const names = (await readdir(dir, { recursive: true })).filter((name) => name.includes('.')).toSorted();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name), 'latin1')] as const)),
  );
}

test('changes are made one after the other, of text and of bytes', async () => {
  expect(
    await made(
      { file: 'a.js', find: ['two', 'one'], replace: 'three' },
      { file: 'a.js', find: 'three', replace: ['four', 'five'] },
      { file: 'b.bin', append: 'x' },
      { file: 'new/c.js', create: 'c' },
    ),
  ).toEqual({ 'a.js': 'one\nfour\nfive\n', 'b.bin': '\u0000\u00ff\u0001x', 'new/c.js': 'c' });
});

test('a file is deleted, and can be made anew', async () => {
  expect(Object.keys(await made({ file: 'a.js', delete: true }))).toEqual(['b.bin']);
  expect(await made({ file: 'b.bin', delete: true }, { file: 'b.bin', create: 'b' })).toEqual({ 'b.bin': 'b' });
});

test('nothing is special in a replacement', async () => {
  expect((await made({ file: 'a.js', find: 'two', replace: '$& $1' }))['a.js']).toBe('one\n$& $1\none\n');
});

describe('a change that does not fit is told, and nothing is written', () => {
  const unfit: [string, DefectChange, string][] = [
    ['text that is there twice', { file: 'a.js', find: 'one', replace: '' }, 'expected one "one" in a.js, found 2'],
    ['text that is not there', { file: 'a.js', find: 'six', replace: '' }, 'expected one "six" in a.js, found 0'],
    ['no such file to change', { file: 'c.js', find: 'one', replace: '' }, 'expected a file in c.js, found none'],
    ['no such file to delete', { file: 'c.js', delete: true }, 'expected a file in c.js, found none'],
    ['no such file to append to', { file: 'c.js', append: 'c' }, 'expected a file in c.js, found none'],
    ['a file that is there already', { file: 'a.js', create: 'a' }, 'expected no file in a.js, found one'],
  ];
  test.each(unfit)('%s', async (_, change, words) => {
    const attempt = made({ file: 'b.bin', append: 'x' }, change);
    await expect(attempt).rejects.toThrow(InputError);
    await expect(attempt).rejects.toThrow(words);
    expect(await readFile(join(dir, 'b.bin'))).toHaveLength(3);
  });

  test('overlapping occurrences are two', async () => {
    await writeFile(join(dir, 'a.js'), 'aaa');
    await expect(made({ file: 'a.js', find: 'aa', replace: 'b' })).rejects.toThrow('found 2');
  });
});

test('all stale defects are named, each with its file', async () => {
  const defect = (id: string, find: string): Defect => ({
    id,
    area: 'prune',
    title: id,
    suffers: id,
    change: [{ file: 'a.js', find, replace: '' }],
    caughtBy: { finding: 'x' },
  });
  const stale = await staleIn([defect('a', 'one'), defect('b', 'two'), defect('c', 'six')], dir);
  expect(stale.map(({ code, where }) => [code, where.file])).toEqual([
    ['defect-stale', 'fixtures/defects/a.json'],
    ['defect-stale', 'fixtures/defects/c.json'],
  ]);
});
