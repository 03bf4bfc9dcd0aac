import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRepository } from '../git/repository.ts';
import { type ScratchRepository, scratchRepository } from '../git/scratch-repository.ts';
import { commitsSince } from './commits.ts';
import { meaningOf } from './conventional-commit.ts';

test.for([
  ['feat: a thing', 'feature', 'minor', 'a thing'],
  ['feat(cli): a thing', 'feature', 'minor', 'a thing'],
  ['Fix: a thing', 'fix', 'patch', 'a thing'],
  ['perf(x): faster', 'fix', 'patch', 'faster'],
  ['feat!: a thing', 'breaking', 'major', 'a thing'],
  ['chore(deps)!: a thing', 'breaking', 'major', 'a thing'],
  ['fix: a thing\n\nBREAKING CHANGE: not as before', 'breaking', 'major', 'a thing'],
  ['No type\n\nBREAKING-CHANGE: not as before\n', 'breaking', 'major', 'No type'],
  ['feat: a thing\n\nBREAKING CHANGE:\nnot as before', 'breaking', 'major', 'a thing'],
  ['fix: a thing\n\nBREAKING CHANGES: not as before', 'breaking', 'major', 'a thing'],
  ['fix: a thing\n\nBREAKING CHANGE:', 'breaking', 'major', 'a thing'],
  ['docs: a thing', 'other', 'none', 'docs: a thing'],
  ['A plain commit', 'other', 'none', 'A plain commit'],
  ['Note: this is prose', 'other', 'none', 'Note: this is prose'],
  ['fix:no space', 'other', 'none', 'fix:no space'],
  ['fix: a thing\n\nthis is no BREAKING CHANGE: at all', 'fix', 'patch', 'a thing'],
  ['', 'other', 'none', ''],
] as const)('%j is a %s', ([message, kind, bump, summary]) => {
  expect(meaningOf(message)).toMatchObject({ kind, bump, summary });
});

async function listed(scratch: ScratchRepository, since?: string, below = '') {
  const search = await findRepository(join(scratch.dir, below), { path: process.env.PATH ?? '' });
  if ('missing' in search) throw new Error(search.missing);
  return (await commitsSince(search.found, since)).map(({ summary }) => summary);
}

test('commits since a release, the youngest first, without merges and releases', async () => {
  const scratch = scratchRepository();
  scratch.commit('feat: before');
  const since = scratch.commit('v1.0.0');
  scratch.commit('feat: first\n\nwith a body\n\nand -- more');
  scratch.git('switch', '-q', '-c', 'side');
  scratch.commit('fix: aside ü "quoted"');
  scratch.git('switch', '-q', 'main');
  scratch.commit('chore: second');
  scratch.git('merge', '-q', '--no-edit', 'side');
  for (const release of ['1.0.1', 'chore(release): 1.0.2', 'Release v1.0.3', 'Version Packages (rc)', '@scope/x@1.0.4'])
    scratch.commit(release);
  expect((await listed(scratch, since)).sort()).toEqual(['aside ü "quoted"', 'chore: second', 'first']);
  expect(await listed(scratch)).toContain('before');
  expect(await listed(scratch, scratch.git('rev-parse', 'HEAD'))).toEqual([]);
});

test('of a package inside a larger repository only what touches it counts', async () => {
  const scratch = scratchRepository();
  scratch.commit('feat: elsewhere', { 'b/x': '1' });
  scratch.commit('feat: here', { 'a [1]/x': '1' });
  scratch.commit('feat: with a like name', { 'a 1/x': '1' });
  expect(await listed(scratch, undefined, 'a [1]')).toEqual(['here']);
});
