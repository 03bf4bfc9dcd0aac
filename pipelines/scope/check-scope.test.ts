import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PolicyRelease, PolicyScope } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { resolveSubject } from '../artifact/subject.ts';
import {
  type ScratchRepository,
  scratchDirectory,
  scratchRepository,
  shallowClone,
} from '../git/scratch-repository.ts';
import { plainPolicy } from '../policy/sample-policies.ts';
import { checkScope, type ScopeCheck } from './check-scope.ts';
import { matchesAny } from './path-globs.ts';

const manifest = { name: 'a', version: '1.1.0' };

interface Asked {
  scope?: PolicyScope;
  release?: PolicyRelease;
  /** the package, inside the repository */
  below?: string;
  path?: string;
}

async function scopeOf(scratch: ScratchRepository, { scope, release, below = '', path }: Asked): Promise<ScopeCheck> {
  const policy = parseAs(
    'release-policy',
    {
      ...plainPolicy(),
      releaseMode: 'ci-artifact-only',
      npm: { publish: false, registry: null, access: null, tag: null, packages: ['a'] },
      requiredBeforePublishing: ['x'],
      contract: 'x',
      ...(scope ? { scope } : {}),
      ...(release ? { release } : {}),
    },
    'the policy',
  );
  const subject = await resolveSubject(join(scratch.dir, below), { cwd: '/' });
  if (subject.kind !== 'directory') throw new Error('not a directory');
  const env = { PATH: path ?? process.env.PATH };
  return checkScope(
    { subject, policy: { file: 'p', sha256: '0', policy } },
    { env, signal: new AbortController().signal },
  );
}

/** v1.0.0, and after it one commit that changes src/a.ts. */
function released(): ScratchRepository {
  const scratch = scratchRepository();
  scratch.commit('first', { 'package.json': manifest, 'src/a.ts': '1', 'ci/b.yml': '1', 'gone.txt': '1' });
  scratch.git('tag', 'v1.0.0');
  scratch.commit('second', { 'src/a.ts': '2' });
  return scratch;
}

test('a policy without a scope allows everything', async () => {
  expect(await scopeOf(released(), {})).toMatchObject({ verdict: 'not-applicable', findings: [] });
});

test('changes inside the scope pass, and are told', async () => {
  const scratch = released();
  expect(await scopeOf(scratch, { scope: { allowed: ['src/**'] } })).toEqual({
    verdict: 'passed',
    line: '1 path changed since v1.0.0, all within scope',
    since: { tag: 'v1.0.0', revision: scratch.git('rev-parse', 'v1.0.0') },
    changes: [{ path: 'src/a.ts', how: 'changed', allowed: true }],
    findings: [],
  });
});

test('every path outside the scope is named: committed, staged, changed, deleted, untracked, renamed', async () => {
  const scratch = released();
  scratch.commit('third', { 'ci/b.yml': '2' });
  scratch.write({ 'ci/new ü.yml': '1', 'ci/staged.yml': '1', 'src/fine.ts': '1', '.hidden': '1' });
  scratch.git('add', 'ci/staged.yml');
  rmSync(join(scratch.dir, 'gone.txt'));
  scratch.git('mv', 'package.json', 'src/package.json');
  scratch.write({ 'package.json': manifest });
  scratch.git('mv', 'src/a.ts', 'elsewhere.ts');
  const { verdict, changes, findings } = await scopeOf(scratch, { scope: { allowed: ['src/**', 'package.json'] } });
  expect(verdict).toBe('failed');
  const outside = changes.filter(({ allowed }) => !allowed).map(({ path, how }) => `${path} ${how}`);
  expect(outside.sort()).toEqual([
    '.hidden untracked',
    'ci/b.yml changed',
    'ci/new ü.yml untracked',
    'ci/staged.yml added',
    'elsewhere.ts added',
    'gone.txt deleted',
  ]);
  expect(findings).toMatchObject([{ code: 'scope-exceeded', severity: 'error', args: { count: 6, tag: 'v1.0.0' } }]);
  expect(findings[0]?.message).toContain('ci/new ü.yml (untracked)');
  expect(findings[0]?.remediation).toContain('git diff --stat v1.0.0');
});

test('a file that is moved out of a place that must not be touched is noticed there', async () => {
  const scratch = released();
  scratch.git('mv', 'ci/b.yml', 'src/b.yml');
  const { changes } = await scopeOf(scratch, { scope: { allowed: ['src/**'] } });
  expect(changes).toContainEqual({ path: 'ci/b.yml', how: 'deleted', allowed: false });
});

test('ignored files are no change', async () => {
  const scratch = released();
  scratch.commit('third', { '.gitignore': 'node_modules\n' });
  scratch.write({ 'node_modules/x/index.js': '1' });
  const { changes } = await scopeOf(scratch, { scope: { allowed: ['**'] } });
  expect(changes.map(({ path }) => path)).toEqual(['.gitignore', 'src/a.ts']);
});

test('a package inside a larger repository is judged by the whole of it', async () => {
  const scratch = released();
  scratch.commit('third', { 'packages/a/package.json': manifest });
  const check = await scopeOf(scratch, { scope: { allowed: ['packages/a/**'] }, below: 'packages/a' });
  expect(check.verdict).toBe('failed');
  expect(check.changes).toContainEqual({ path: 'src/a.ts', how: 'changed', allowed: false });
});

test('a repository inside this one, which git tells as a directory, is one path', async () => {
  const scratch = released();
  scratch.git('init', '-q', 'inner');
  scratch.write({ 'inner/x.txt': '1' });
  scratch.git('-C', 'inner', 'add', '-A');
  scratch.git('-C', 'inner', 'commit', '-q', '-m', 'first');
  const { changes } = await scopeOf(scratch, { scope: { allowed: ['inner', 'src/**'] } });
  expect(changes).toContainEqual({ path: 'inner', how: 'untracked', allowed: true });
});

test('a repository that git cannot read is told, not thrown', async () => {
  const scratch = released();
  scratch.write({ '.git/index': 'broken' });
  const check = await scopeOf(scratch, { scope: { allowed: ['**'] } });
  expect(check).toMatchObject({ verdict: 'missing', findings: [{ code: 'scope-unknown' }] });
});

test('a submodule that was moved on is a change of its path', async () => {
  const [scratch, other] = [released(), scratchRepository()];
  other.commit('first', { 'x.txt': '1' });
  scratch.git('submodule', 'add', '-q', `file://${other.dir}`, 'vendor/other');
  // The repository itself asks git to hide that.
  scratch.git('config', '-f', '.gitmodules', 'submodule.vendor/other.ignore', 'all');
  scratch.commit('with a submodule');
  scratch.git('tag', 'v1.1.0');
  scratch.git('-C', 'vendor/other', 'commit', '-q', '--allow-empty', '-m', 'on');
  scratch.commit('third');

  const check = await scopeOf(scratch, { scope: { allowed: ['src/**'] } });
  expect(check.changes).toEqual([{ path: 'vendor/other', how: 'submodule', allowed: false }]);
  expect((await scopeOf(scratch, { scope: { allowed: ['vendor/**'] } })).verdict).toBe('passed');
});

test('a release that is tagged already is compared with the one before', async () => {
  const scratch = released();
  scratch.git('tag', 'v1.1.0');
  expect((await scopeOf(scratch, { scope: { allowed: [] } })).since).toMatchObject({ tag: 'v1.0.0' });
});

test('the last release is the highest version that this commit comes after', async () => {
  const scratch = released();
  scratch.git('tag', 'v1.10.0-rc.0');
  scratch.git('tag', 'v1.9.0');
  scratch.git('switch', '-q', '-c', 'side');
  scratch.commit('aside');
  scratch.git('tag', 'v3.0.0');
  scratch.git('switch', '-q', 'main');
  scratch.commit('third');
  expect((await scopeOf(scratch, { scope: { allowed: [] } })).since).toMatchObject({ tag: 'v1.10.0-rc.0' });
});

test("tags are found by the policy's template, or by its own glob", async () => {
  const scratch = released();
  scratch.git('tag', 'a@1.0.1');
  scratch.git('tag', 'nightly-1');
  scratch.commit('third');
  scratch.git('tag', 'nightly-0');
  scratch.git('switch', '-q', '-c', 'side', 'HEAD^');
  scratch.commit('aside');
  scratch.git('tag', 'nightly-0-aside');
  scratch.git('switch', '-q', 'main');
  const scope = { allowed: ['**'] };
  expect((await scopeOf(scratch, { scope, release: { tag: 'a@{version}' } })).since?.tag).toBe('a@1.0.1');
  expect((await scopeOf(scratch, { scope: { ...scope, since: 'nightly-*' } })).since?.tag).toBe('nightly-1');
});

test('without a release before there is nothing to compare with', async () => {
  const scratch = scratchRepository();
  scratch.commit('first', { 'package.json': manifest });
  scratch.git('tag', 'v1.0.0');
  expect(await scopeOf(scratch, { scope: { allowed: [] } })).toMatchObject({
    verdict: 'not-applicable',
    line: 'no tag like v{version} before this commit',
  });
});

test('without the tag of a release that the changelog has, nobody knows what has changed since', async () => {
  const scratch = scratchRepository();
  const log = (...versions: string[]) => versions.map((version) => `## ${version}\n\n- x\n`).join('\n');
  scratch.commit('first', { 'package.json': manifest, 'CHANGELOG.md': log('1.1.0') });
  scratch.git('tag', '1.0.0');
  scratch.commit('second', { 'src/a.ts': '1' });
  const asked = () => scopeOf(scratch, { scope: { allowed: [] } });
  expect((await asked()).verdict).toBe('not-applicable');
  scratch.write({ 'CHANGELOG.md': log('1.1.0', '1.0.0') });
  expect(await asked()).toMatchObject({
    verdict: 'missing',
    findings: [{ code: 'scope-no-release-tag', where: { file: 'CHANGELOG.md', line: 5 } }],
  });
  scratch.git('tag', 'v1.0.0', 'HEAD^');
  expect((await asked()).since?.tag).toBe('v1.0.0');
});

test('a shallow clone stands in the way, with the command that mends it', async () => {
  const clone = shallowClone(released(), '--no-single-branch');
  const check = await scopeOf(clone, { scope: { allowed: ['**'] } });
  expect(check).toMatchObject({ verdict: 'missing', findings: [{ code: 'scope-shallow-clone' }] });
  expect(check.findings[0]?.remediation).toContain('git fetch --unshallow --tags');
  clone.git('fetch', '-q', '--unshallow', '--tags');
  expect((await scopeOf(clone, { scope: { allowed: ['**'] } })).verdict).toBe('passed');
});

test('without a repository, and without git, nothing can be said', async () => {
  const scratch = scratchDirectory();
  scratch.write({ 'package.json': manifest });
  const scope = { allowed: ['**'] };
  expect(await scopeOf(scratch, { scope })).toMatchObject({
    verdict: 'missing',
    findings: [{ code: 'scope-unknown' }],
  });
  expect(await scopeOf(released(), { scope, path: '/nowhere' })).toMatchObject({ verdict: 'missing' });
});

test.for([
  ['.github/workflows/x.yml', '**', true],
  ['docs/.vitepress/x', 'docs/**', true],
  ['.env', 'env', false],
  ['.env', '.env', true],
  ['env', '.env', false],
  ['.github/x', '{.github,docs}/**', true],
  ['a/.github/x', 'a/{docs,.github}/**', true],
  ['package.json', '*.json', true],
  ['a/package.json', '*.json', false],
  ['src/a.ts', 'src', false],
] as const)('%s is matched by %s: %s', ([path, glob, expected]) => {
  expect(matchesAny(path, [glob])).toBe(expected);
});
