import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ScratchRepository, scratchDirectory, scratchRepository } from '../git/scratch-repository.ts';
import { faultsOfSource, type ReleaseSource, releaseSource } from './release-source.ts';

const manifest = { name: 'x', version: '1.0.0' };
const { signal } = new AbortController();
const look = ({ dir }: ScratchRepository, path = process.env.PATH ?? ''): Promise<ReleaseSource> =>
  releaseSource(dir, { path, signal });
const faults = (source: ReleaseSource) =>
  faultsOfSource(source, '/x', 'shakedown verify .').map(({ kind, finding: { code, args } }) => [
    `${kind} ${code}`,
    args.found ?? args.paths,
  ]);

/** A repository with the package in `below`, committed. */
function committed(below = ''): { source: ScratchRepository; inner: ScratchRepository; head: string } {
  const source = scratchRepository();
  const head = source.commit('one', { [join(below, 'package.json')]: manifest, 'other/file': '1' });
  return { source, inner: { ...source, dir: join(source.dir, below) }, head };
}

test('a clean tree is its commit, and nothing is wrong with it', async () => {
  const { source, head } = committed();
  expect(await look(source)).toEqual({ revision: head, changed: [] });
  expect(faults({ revision: head, changed: [] })).toEqual([]);
});

test('whatever is changed, staged, deleted or not committed in the whole repository is told', async () => {
  const { source, inner, head } = committed('packages/x');
  source.write({ 'other/file': '2', 'new file': '', staged: '' });
  source.git('add', 'staged');
  rmSync(join(inner.dir, 'package.json'));
  const found = await look(inner);
  expect(found).toMatchObject({ revision: head });
  const changed = 'changed' in found ? [...found.changed].sort() : [];
  expect(changed).toEqual(['new file', 'other/file', 'packages/x/package.json', 'staged']);
  expect(faults(found)).toEqual([['wrong source-not-committed', expect.stringContaining('other/file')]]);
});

test('a package that git does not track has no revision, whatever is around it', async () => {
  const source = scratchRepository();
  source.commit('one', { '.gitignore': 'built\n' });
  source.write({ 'built/package.json': manifest });
  const found = await look({ ...source, dir: join(source.dir, 'built') });
  expect(found).toEqual({ missing: 'git does not track this package' });
  expect(faults(found)).toEqual([['wrong source-without-revision', 'git does not track this package']]);
});

test('without a repository, a commit or git there is no revision, with the reason', async () => {
  const outside = scratchDirectory();
  outside.write({ 'package.json': manifest });
  expect(await look(outside)).toEqual({ missing: expect.stringContaining('not a git repository') });
  const empty = scratchRepository();
  empty.write({ 'package.json': manifest });
  expect(await look(empty)).toEqual({ missing: 'the repository has no commit yet' });
  expect(await look(committed().source, '/nowhere')).toEqual({ missing: expect.stringContaining('git') });
});

test('a repository that git cannot read is told, not thrown', async () => {
  const { source } = committed();
  source.write({ '.git/index': 'broken' });
  const found = await look(source);
  expect(faults(found)).toEqual([['wrong source-without-revision', expect.stringContaining('index')]]);
});
