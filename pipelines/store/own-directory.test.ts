import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchRun } from '../run/scratch-run.ts';
import { ownDirectory } from './own-directory.ts';

function tree() {
  const { root } = scratchRun();
  mkdirSync(join(root, 'store', 'runs', 'a'), { recursive: true });
  mkdirSync(join(root, 'elsewhere', 'a'), { recursive: true });
  return root;
}

test('gives the real path of a directory below real directories', () => {
  const root = tree();
  expect(ownDirectory(root, 'store', 'runs', 'a')).toEqual({ kind: 'there', path: join(root, 'store', 'runs', 'a') });
});

test('takes an anchor that is a link for what it leads to', () => {
  const root = tree();
  symlinkSync(join(root, 'store'), join(root, 'link'));
  expect(ownDirectory(join(root, 'link'), 'runs', 'a')).toEqual({
    kind: 'there',
    path: join(root, 'store', 'runs', 'a'),
  });
});

test('is foreign when any step is a link', () => {
  const root = tree();
  symlinkSync(join(root, 'elsewhere'), join(root, 'store', 'linked'));
  symlinkSync(join(root, 'elsewhere', 'a'), join(root, 'store', 'runs', 'b'));
  expect(ownDirectory(root, 'store', 'linked', 'a')).toMatchObject({
    kind: 'foreign',
    why: expect.stringMatching(/linked is a symbolic link/),
  });
  expect(ownDirectory(root, 'store', 'runs', 'b')).toMatchObject({
    kind: 'foreign',
    why: expect.stringMatching(/b is a symbolic link/),
  });
});

test('is foreign when it is a file', () => {
  const root = tree();
  writeFileSync(join(root, 'store', 'runs', 'file'), '');
  expect(ownDirectory(root, 'store', 'runs', 'file')).toMatchObject({
    kind: 'foreign',
    why: expect.stringMatching(/is not a directory/),
  });
});

test('is missing when it is not there', () => {
  expect(ownDirectory(tree(), 'store', 'runs', 'c')).toEqual({ kind: 'missing' });
});

test.each(['', '.', '..', '../elsewhere', 'a/..', '/', 'a\\b', 'a\0b'])('refuses the name %j', (name) => {
  expect(ownDirectory(tree(), 'store', name)).toMatchObject({
    kind: 'foreign',
    why: expect.stringMatching(/is not the name of a directory/),
  });
});
