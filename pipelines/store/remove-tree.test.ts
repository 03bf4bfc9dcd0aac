import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchRun } from '../run/scratch-run.ts';
import { discard, runBeingRemoved } from './discard.ts';
import { removeTree } from './remove-tree.ts';
import { treeSize } from './tree-size.ts';

test('removes links, and not what they lead to', async () => {
  const { root } = scratchRun();
  mkdirSync(join(root, 'precious'));
  writeFileSync(join(root, 'precious', 'file'), 'kept');
  mkdirSync(join(root, 'doomed', 'deep'), { recursive: true });
  symlinkSync(join(root, 'precious'), join(root, 'doomed', 'deep', 'link'));
  symlinkSync(join(root, 'precious', 'file'), join(root, 'doomed', 'file'));
  await removeTree(join(root, 'doomed'));
  expect(existsSync(join(root, 'doomed'))).toBe(false);
  expect(readFileSync(join(root, 'precious', 'file'), 'utf8')).toBe('kept');
});

test('removes directories that were made read-only', async () => {
  const { root } = scratchRun();
  const dir = join(root, 'doomed', 'read-only');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'file'), '');
  chmodSync(dir, 0o500);
  await removeTree(join(root, 'doomed'));
  expect(existsSync(join(root, 'doomed'))).toBe(false);
});

test('finishes a removal that was interrupted before', async () => {
  const { root } = scratchRun();
  const dir = join(root, '20261120-094512-x7k2');
  mkdirSync(join(`${dir}.removing`, 'rest'), { recursive: true });
  mkdirSync(dir);
  await discard(dir);
  expect(existsSync(dir) || existsSync(`${dir}.removing`)).toBe(false);
  await discard(dir);
});

test('knows a removal that was interrupted by its name, and takes nothing else for one', () => {
  expect(runBeingRemoved('20261120-094512-x7k2.removing')).toBe('20261120-094512-x7k2');
  for (const name of ['photos.removing', '.removing', '20261120-094512-x7k2', 'a20261120-094512-x7k2.removing']) {
    expect(runBeingRemoved(name)).toBeUndefined();
  }
});

test('counts the bytes of files, a file with two names once, and nothing behind links', async () => {
  const { root } = scratchRun();
  mkdirSync(join(root, 'tree', 'deep'), { recursive: true });
  writeFileSync(join(root, 'tree', 'a'), 'x'.repeat(100));
  writeFileSync(join(root, 'tree', 'deep', 'b'), 'x'.repeat(20));
  writeFileSync(join(root, 'outside'), 'x'.repeat(5000));
  symlinkSync(join(root, 'outside'), join(root, 'tree', 'link'));
  linkSync(join(root, 'tree', 'a'), join(root, 'tree', 'deep', 'again'));
  expect(await treeSize(join(root, 'tree'))).toBe(120);
  expect(await treeSize(join(root, 'not there'))).toBe(0);
});
