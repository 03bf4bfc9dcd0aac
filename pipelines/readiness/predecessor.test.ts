import { expect, test } from 'vitest';
import type { ReleasePolicy } from '../../schemas/types.ts';
import { resolveSubject } from '../artifact/subject.ts';
import {
  type ScratchRepository,
  scratchDirectory,
  scratchRepository,
  shallowClone,
} from '../git/scratch-repository.ts';
import { plainPolicy } from '../policy/sample-policies.ts';
import { againstOption, findPredecessor, type Predecessor } from './predecessor.ts';

const demanding = { evidence: { against: 'last-release' } } as const;

async function found(
  { dir }: Pick<ScratchRepository, 'dir'>,
  fields: Partial<ReleasePolicy> = {},
  version = '1.1.0',
): Promise<Predecessor | undefined> {
  const subject = await resolveSubject('.', { cwd: dir });
  if (subject.kind !== 'directory') throw new Error('not a directory');
  const policy = { file: 'p.json', sha256: '0', policy: plainPolicy({ ...demanding, ...fields }) };
  const host = { env: { PATH: process.env.PATH }, signal: new AbortController().signal };
  return await findPredecessor({ subject, policy, version }, host);
}

const manifest = { name: 'p', version: '1.1.0' };

/** v1.0.0, and a commit after it, which is to be 1.1.0. */
function released(): ScratchRepository {
  const scratch = scratchRepository();
  scratch.commit('first', { 'package.json': manifest });
  scratch.git('tag', 'v1.0.0');
  scratch.commit('second', { 'a.js': '1' });
  return scratch;
}

test('the last release is what its tag tells, as the scope knows it; one at this commit is the release itself', async () => {
  const scratch = released();
  const last = { kind: 'release', name: 'p', tag: 'v1.0.0', version: '1.0.0', spec: 'p@1.0.0' };
  expect(await found(scratch)).toEqual(last);
  scratch.git('tag', 'v1.1.0');
  expect(await found(scratch)).toEqual(last);
  expect(againstOption(await found(scratch))).toEqual(['--against', 'p@1.0.0']);
});

test('a policy that demands no comparison does not ask git', async () => {
  expect(await found(released(), { evidence: { maxAgeHours: 1 } })).toBeUndefined();
  expect(againstOption(undefined)).toEqual([]);
});

test('a first release says so; where tags may be missing, or git is, it is not known to be one', async () => {
  const scratch = released();
  scratch.git('tag', '-d', 'v1.0.0');
  const none = await found(scratch);
  const line = 'no tag like v{version} before this commit: a first release needs no comparison';
  expect(none).toEqual({ kind: 'none', line });
  expect(againstOption(none)).toEqual([]);
  const unclear = (code: string) => ({ kind: 'unclear', finding: { code } });
  expect(await found(shallowClone(released(), '--no-single-branch'))).toMatchObject(unclear('scope-shallow-clone'));
  const outside = scratchDirectory();
  outside.write({ 'package.json': manifest });
  expect(await found(outside)).toMatchObject(unclear('scope-unknown'));
  scratch.write({ '.git/refs/tags/v0.0.1': `${'d'.repeat(40)}\n` });
  expect(await found(scratch)).toMatchObject(unclear('scope-unknown'));
});

test('a version that is not after the last release has nothing to be compared with', async () => {
  for (const version of ['1.0.0', '1.0.0-rc.1', '0.9.9']) {
    const answer = await found(released(), {}, version);
    expect(answer).toMatchObject({ kind: 'unclear', finding: { code: 'release-not-after-last' } });
  }
});

test("by the policy's own glob a tag of the template tells the version, another one none", async () => {
  const scratch = released();
  const scope = { allowed: ['**'], since: 'v1.*' };
  expect(await found(scratch, { scope })).toMatchObject({ tag: 'v1.0.0', version: '1.0.0' });
  const nightly = await found(scratch, { scope, release: { tag: 'p@{version}' } });
  expect(nightly).toEqual({ kind: 'release', name: 'p', tag: 'v1.0.0', spec: 'p@VERSION' });
});
