import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchRepository } from '../git/scratch-repository.ts';
import { copySource } from './scratch-copy.ts';

test('what git tracks is copied as it is in the working tree, links and untracked files are not, named files are', async () => {
  const source = scratchRepository();
  symlinkSync('package.json', join(source.dir, 'link.json'));
  source.commit('first', { 'package.json': 'committed', 'a/b.txt': 'x' });
  source.write({ 'package.json': 'changed', 'untracked.txt': 'x', 'built.txt': 'x' });
  const root = join(dirname(source.dir), 'copy');
  mkdirSync(root);
  const { dir, git } = await copySource(source.dir, root, ['built.txt', 'gone.txt'], { path: process.env.PATH ?? '' });
  expect(readFileSync(join(dir, 'package.json'), 'utf8')).toBe('changed');
  const there = (name: string): boolean => existsSync(join(dir, name));
  expect(['a/b.txt', 'built.txt', 'untracked.txt', 'link.json', 'gone.txt'].map(there)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(await git('rev-parse', '--show-toplevel')).toEqual({ ok: true, out: `${root}\n` });
});
