import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitIn } from './git.ts';
import { gitState } from './git-state.ts';
import { releaseTags, tagNameOf } from './release-tags.ts';
import { findRepository, type Repository, trackedFiles } from './repository.ts';
import { type ScratchRepository, scratchDirectory, scratchRepository, shallowClone } from './scratch-repository.ts';

const path = process.env.PATH ?? '';

async function repositoryOf({ dir }: ScratchRepository, below = ''): Promise<Repository> {
  const search = await findRepository(join(dir, below), { path });
  if ('missing' in search) throw new Error(search.missing);
  return search.found;
}

test('a directory inside a repository knows the way from its root', async () => {
  const scratch = scratchRepository();
  const head = scratch.commit('first', { 'packages/a b/package.json': {} });
  expect(await repositoryOf(scratch, 'packages/a b')).toMatchObject({
    root: scratch.dir,
    prefix: 'packages/a b/',
    head,
    shallow: false,
  });
});

test('why there is no repository is said', async () => {
  const outside = scratchDirectory();
  expect(await findRepository(outside.dir, { path })).toEqual({
    missing: expect.stringContaining('not a git repository'),
  });
  outside.git('init', '-q');
  expect(await findRepository(outside.dir, { path })).toEqual({ missing: expect.stringContaining('no commit') });
  expect(await findRepository(outside.dir, { path: '/nowhere' })).toEqual({ missing: expect.stringContaining('git') });
});

test('a shallow clone is told from a whole one', async () => {
  const scratch = scratchRepository();
  scratch.commit('first');
  scratch.commit('second');
  expect((await repositoryOf(shallowClone(scratch))).shallow).toBe(true);
});

test('nothing of the repository is run, and not even its index is written', async () => {
  const scratch = scratchRepository();
  scratch.commit('first', { 'package.json': {} });
  const ran = join(scratch.dir, 'ran');
  writeFileSync(join(scratch.dir, 'hook'), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
  // It is given to a shell.
  scratch.git('config', 'core.fsmonitor', `'${join(scratch.dir, 'hook')}'`);
  expect(await gitState(scratch.dir, path)).toMatchObject({ dirty: true });
  expect(existsSync(ran)).toBe(false);
});

test('release tags are those of the template with a semantic version, the highest first', async () => {
  const scratch = scratchRepository();
  const first = scratch.commit('first');
  for (const tag of ['v1.9.0', 'v1.10.0-rc.0', 'v1.10.0', 'v2', 'x1.0.0', 'v1.0.0-', 'vv1.0.0'])
    scratch.git('tag', tag);
  scratch.git('tag', 'v9.0.0', 'HEAD^{tree}');
  scratch.git('tag', '-a', 'v1.11.0', '-m', 'annotated');
  scratch.git('switch', '-q', '-c', 'side');
  const aside = scratch.commit('aside');
  scratch.git('tag', 'v3.0.0');
  scratch.git('switch', '-q', 'main');
  const tags = await releaseTags(await repositoryOf(scratch), 'v{version}');
  expect(tags.map(({ name, revision, reachable }) => [name, revision, reachable])).toEqual([
    ['v3.0.0', aside, false],
    ['v1.11.0', first, true],
    ['v1.10.0', first, true],
    ['v1.10.0-rc.0', first, true],
    ['v1.9.0', first, true],
  ]);
});

test.for(['@scope/name@{version}', 'release (x)/{version}+', '{version}', '{version}0/{version}'])(
  'a tag is found again by its template: %s',
  async (template) => {
    const scratch = scratchRepository();
    scratch.commit('first');
    const name = tagNameOf(template, '1.2.3-rc.0').replaceAll(' ', '_');
    scratch.git('tag', name);
    const tags = await releaseTags(await repositoryOf(scratch), template.replaceAll(' ', '_'));
    expect(tags).toMatchObject([{ name, version: '1.2.3-rc.0' }]);
  },
);

test('tracked files are told as paths from the directory, whatever is in their names', async () => {
  const scratch = scratchRepository();
  scratch.commit('first', { ':(top)a/ü "x".txt': '1', ':(top)a/*': '2', ':(top)a/b/c': '3', 'a/d': '4' });
  scratch.write({ ':(top)a/untracked': '5' });
  expect((await trackedFiles(await repositoryOf(scratch, ':(top)a'))).sort()).toEqual(['*', 'b/c', 'ü "x".txt']);
});

test('an answer that is a failure has the reason', async () => {
  const scratch = scratchRepository();
  expect(await gitIn(scratch.dir, { path })('rev-parse', 'nothing-of-this-name')).toMatchObject({
    ok: false,
    code: 128,
    reason: expect.stringContaining('nothing-of-this-name'),
  });
});
