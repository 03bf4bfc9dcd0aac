import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeEvidenceDir } from './evidence-dir.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'evidence-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

test.each([
  ['daemon > start again reuses the same daemon', 'daemon-start-again-reuses-the-same-daemon'],
  ['prune > --yes removes "../../etc"', 'prune-yes-removes-etc'],
  ['Ümläut', 'ml-ut'],
  ['///', 'smoke'],
  ['x'.repeat(200), 'x'.repeat(80)],
])('%s has its evidence in %s', async (name, dir) => {
  expect(await makeEvidenceDir(join(root, 'made'), name)).toBe(join(root, 'made', dir));
});

test('smokes whose names come to the same have directories of their own, also at once', async () => {
  const made = await Promise.all(['a > b', 'a, b', 'A B'].map((name) => makeEvidenceDir(root, name)));
  expect(made.map((dir) => basename(dir)).toSorted()).toEqual(['a-b', 'a-b-2', 'a-b-3']);
  expect((await readdir(root)).toSorted()).toEqual(['a-b', 'a-b-2', 'a-b-3']);
});
