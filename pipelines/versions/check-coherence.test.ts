import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CoherenceReport, ReleasePolicy } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { zip } from '../artifact/wheel/wheel-maker.ts';
import { type ScratchRepository, scratchDirectory, shallowClone } from '../git/scratch-repository.ts';
import { treeHash } from '../run/scratch-run.ts';
import { type CoherenceRequest, checkCoherence } from './check-coherence.ts';
import {
  loaded,
  sampleFiles,
  samplePolicy,
  sampleSource,
  sampleVersion,
  sampleWheel,
  spokenIo,
  subjectIn,
  wheelManifest,
  wheelSaying,
} from './sample-source.ts';

/** Asking a command takes longer than everything else: only who wants to know about it does. */
const heard = { from: 'run', runId: 'r1', says: sampleVersion } as const;
const fromSource = { command: { from: 'source' } } as const;

async function coherenceOf(
  source: ScratchRepository,
  { policy, ...request }: Partial<Omit<CoherenceRequest, 'policy'>> & { policy?: ReleasePolicy } = {},
): Promise<CoherenceReport> {
  const { io } = spokenIo(source);
  const subject = await subjectIn(source);
  const asked = { command: heard, registry: 'left-out', ...request } as const;
  return parseAs('coherence', await checkCoherence({ subject, policy: loaded(policy), ...asked }, io), 'the report');
}

const statesOf = ({ places }: CoherenceReport) => places.map(({ kind, state }) => `${kind} ${state}`);

test('a source that says the same everywhere is coherent, and is left as it was', async () => {
  const source = sampleSource();
  const before = treeHash(source.dir);
  const report = await coherenceOf(source, fromSource);
  expect(report).toMatchObject({
    verdict: 'passed',
    exitCode: 0,
    findings: [],
    line: `11 places say ${sampleVersion}`,
  });
  expect(statesOf(report)).toEqual([
    'manifest agrees',
    'lockfile agrees',
    'lockfile agrees',
    'changelog agrees',
    'tag not-applicable',
    'wheel agrees',
    'wheel agrees',
    'wheel agrees',
    'command agrees',
    'policy agrees',
    'named agrees',
    'named agrees',
  ]);
  expect(report.places.map(({ where }) => where)).toContain('package-lock.json#/packages//version');
  expect(treeHash(source.dir)).toBe(before);
});

const json = (name: string, change: (file: Record<string, unknown>) => unknown) => ({
  [name]: change(structuredClone(sampleFiles[name]) as Record<string, unknown>),
});
const otherWheel = 'assets/python/sample-1.2.2-py3-none-any.whl';

test.for([
  ['package-lock.json#/version', json('package-lock.json', (file) => ({ ...file, version: '1.2.2' }))],
  [
    'package-lock.json#/packages//version',
    json('package-lock.json', (file) => ({ ...file, packages: { '': { version: '1.2.2' } } })),
  ],
  ['CHANGELOG.md:3', { 'CHANGELOG.md': '# Changelog\n\n## 1.2.2\n' }],
  ['assets/python/manifest.json#/version', { 'assets/python/manifest.json': wheelManifest('1.2.2') }],
  [`${sampleWheel} (its METADATA)`, { [sampleWheel]: wheelSaying('1.2.2') }],
  [
    `${otherWheel} (its name)`,
    { 'assets/python/manifest.json': wheelManifest(sampleVersion, otherWheel), [otherWheel]: wheelSaying('1.2.3rc0') },
  ],
  ['sample --version', { 'bin.js': "#!/usr/bin/env node\nconsole.log('sample 1.2.2');\n" }],
  ['src/version.ts:1', { 'src/version.ts': "export const version = '1.2.2';\n" }],
  ['config.json#/app~1x/version', { 'config.json': { 'app/x': { version: '1.2.2' } } }],
] as const)('another version in %s is told with both places and both values', async ([where, files]) => {
  const source = sampleSource();
  source.write(files);
  const { verdict, exitCode, findings, places } = await coherenceOf(source, fromSource);
  expect({ verdict, exitCode }).toEqual({ verdict: 'failed', exitCode: 1 });
  expect(findings).toHaveLength(1);
  const [found] = findings;
  expect(found).toMatchObject({
    code: 'version-mismatch',
    severity: 'error',
    args: { places: where, found: '1.2.2', expectedAt: 'package.json#/version', expected: sampleVersion },
  });
  for (const fact of [where, '1.2.2', 'package.json#/version', sampleVersion]) expect(found?.message).toContain(fact);
  expect(places.filter(({ state }) => state === 'differs')).toMatchObject([{ where, says: '1.2.2' }]);
});

test('another version in the policy is told', async () => {
  const smoke = { packageName: '@scope/sample', version: '1.2.2', registry: null };
  const { findings } = await coherenceOf(sampleSource(), { policy: { ...samplePolicy, publishedPackageSmoke: smoke } });
  expect(findings).toMatchObject([
    {
      code: 'version-mismatch',
      args: { places: 'release-policy.json#/publishedPackageSmoke/version', found: '1.2.2' },
    },
  ]);
});

test.for([
  ['is about another package', { publishedPackageSmoke: { packageName: 'other', version: '9.9.9', registry: null } }],
  [
    'is about an earlier release',
    {
      releaseMode: 'published-package-smoke-required',
      npm: { ...samplePolicy.npm, publish: false },
      publishedPackageSmoke: { packageName: '@scope/sample', version: '1.2.2', registry: null },
    },
  ],
] as const)("the policy's smoke states nothing where it %s", async ([, change]) => {
  const report = await coherenceOf(sampleSource(), { policy: { ...samplePolicy, ...change } });
  expect(report.findings).toEqual([]);
  expect(statesOf(report)).toContain('policy not-applicable');
});

test('where package.json stands alone, that is one disagreement and not one a place', async () => {
  const source = sampleSource();
  source.write(json('package.json', (file) => ({ ...file, version: '1.3.0' })));
  const { findings } = await coherenceOf(source, { command: { from: 'nobody', why: 'x' } });
  expect(findings).toMatchObject([{ args: { found: sampleVersion, expected: '1.3.0' } }]);
  expect(String(findings[0]?.args.places).split(', ')).toHaveLength(9);
});

test('a lockfile of version 1 states it once, one of pnpm and yarn not at all', async () => {
  const source = sampleSource();
  source.write({ 'package-lock.json': { name: 'x', version: sampleVersion, lockfileVersion: 1, dependencies: {} } });
  expect((await coherenceOf(source)).places.filter(({ kind }) => kind === 'lockfile')).toMatchObject([
    { pointer: '/version', state: 'agrees' },
  ]);
  rmSync(join(source.dir, 'package-lock.json'));
  source.write({ 'pnpm-lock.yaml': 'lockfileVersion: 9\n' });
  expect((await coherenceOf(source)).places.filter(({ kind }) => kind === 'lockfile')).toMatchObject([
    { where: 'pnpm-lock.yaml', state: 'not-applicable' },
  ]);
});

test('npm-shrinkwrap.json is compared beside package-lock.json', async () => {
  const source = sampleSource();
  source.write({ 'npm-shrinkwrap.json': { version: '1.2.2', lockfileVersion: 3, packages: { '': {} } } });
  expect((await coherenceOf(source)).findings).toMatchObject([{ args: { places: 'npm-shrinkwrap.json#/version' } }]);
});

test("a package of a workspace is in the workspace's lockfile", async () => {
  const outer = sampleSource();
  outer.commit('a workspace', {
    ...Object.fromEntries(Object.entries(sampleFiles).map(([file, content]) => [`packages/a/${file}`, content])),
    'package-lock.json': { lockfileVersion: 3, packages: { '': {}, 'packages/a': { version: '1.2.2' } } },
  });
  rmSync(join(outer.dir, 'packages/a/package-lock.json'));
  const { findings } = await coherenceOf({ ...outer, dir: join(outer.dir, 'packages/a') });
  expect(findings).toMatchObject([{ args: { places: '../../package-lock.json#/packages/packages~1a/version' } }]);
});

test('a changelog without a heading, or none at all, is a disagreement with its remedy', async () => {
  const source = sampleSource();
  source.write({ 'CHANGELOG.md': '# Changelog\n\n## Unreleased\n\n- one thing\n' });
  expect((await coherenceOf(source)).findings).toMatchObject([
    { code: 'changelog-heading-missing', where: { file: 'CHANGELOG.md' }, args: { unreleased: true } },
  ]);
  rmSync(join(source.dir, 'CHANGELOG.md'));
  const { verdict, findings } = await coherenceOf(source);
  expect(verdict).toBe('failed');
  expect(findings).toMatchObject([{ code: 'changelog-missing', remediation: expect.stringContaining('prepare') }]);
  source.write({ 'history.md': `## ${sampleVersion}\n` });
  expect((await coherenceOf(source)).verdict).toBe('passed');
});

test('a heading that says of itself that it is not released is told, and is the version', async () => {
  const source = sampleSource();
  source.write({ 'CHANGELOG.md': `## ${sampleVersion} (unreleased)\n` });
  expect(await coherenceOf(source)).toMatchObject({
    verdict: 'passed',
    findings: [{ code: 'changelog-unreleased', severity: 'warning', where: { file: 'CHANGELOG.md', line: 1 } }],
  });
});

test('the tag of this version at HEAD agrees; by the template of the policy', async () => {
  const source = sampleSource();
  source.git('tag', `v${sampleVersion}`);
  expect(statesOf(await coherenceOf(source))).toContain('tag agrees');
  const policy = { ...samplePolicy, release: { tag: 'sample@{version}' } };
  expect(statesOf(await coherenceOf(source, { policy }))).toContain('tag not-applicable');
  source.git('tag', `sample@${sampleVersion}`);
  expect(statesOf(await coherenceOf(source, { policy }))).toContain('tag agrees');
});

test('the tag of another version at HEAD is a disagreement, beside the right one too', async () => {
  const source = sampleSource();
  source.git('tag', 'v1.2.2');
  const other = [{ code: 'version-mismatch', args: { places: 'tag v1.2.2 at HEAD', found: '1.2.2' } }];
  expect((await coherenceOf(source)).findings).toMatchObject(other);
  source.git('tag', `v${sampleVersion}`);
  expect((await coherenceOf(source)).findings).toMatchObject(other);
});

test('the tag of this version at another commit is a disagreement', async () => {
  const source = sampleSource();
  source.git('tag', `v${sampleVersion}`);
  const tagged = source.git('rev-parse', 'HEAD');
  const head = source.commit('second');
  const { findings } = await coherenceOf(source);
  expect(findings).toMatchObject([
    { code: 'version-tag-elsewhere', args: { head: head.slice(0, 12), found: tagged.slice(0, 12) } },
  ]);
  expect(findings[0]?.message).toContain(`v${sampleVersion}`);
});

test('without a repository there is no tag; a shallow clone without tags does not know', async () => {
  const outside = scratchDirectory();
  outside.write(sampleFiles);
  expect(await coherenceOf(outside)).toMatchObject({ verdict: 'passed' });
  const source = sampleSource();
  source.commit('second');
  const clone = shallowClone(source);
  const report = await coherenceOf(clone);
  expect(report).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
  expect(report.places.find(({ kind }) => kind === 'tag')).toMatchObject({
    state: 'unknown',
    note: expect.stringContaining('git fetch --unshallow --tags'),
  });
});

test('what is not built yet is unknown, and that is no pass', async () => {
  const source = sampleSource();
  for (const file of ['bin.js', sampleWheel]) rmSync(join(source.dir, file));
  const { verdict, exitCode, places, line } = await coherenceOf(source, fromSource);
  expect({ verdict, exitCode }).toEqual({ verdict: 'incomplete', exitCode: 4 });
  expect(line).toContain('2 could not be asked');
  expect(places.filter(({ state }) => state === 'unknown')).toMatchObject([
    { kind: 'wheel', note: 'it is not there: build it first' },
    { kind: 'command', note: 'bin.js is not there: build it first' },
  ]);
});

test.for([
  ['fails', 'process.exitCode = 3;', 'exit 3'],
  [
    'leaves a process behind',
    `import { spawn } from 'node:child_process';
    spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).unref();
    console.log('${sampleVersion}');`,
    'sleep',
  ],
] as const)('a command that %s says nothing', async ([, script, reason]) => {
  const source = sampleSource();
  source.write({ 'bin.js': `#!/usr/bin/env node\n${script}\n` });
  const report = await coherenceOf(source, fromSource);
  expect(report.verdict).toBe('incomplete');
  expect(report.places.find(({ kind }) => kind === 'command')?.note).toContain(reason);
});

test('a command is asked in a sandbox: nothing of the host reaches it', async () => {
  const source = sampleSource();
  source.write({
    'bin.js': '#!/usr/bin/env node\nconsole.log(process.env.HOME.slice(-40), process.cwd().slice(-40));\n',
  });
  const says = (await coherenceOf(source, fromSource)).places.find(({ kind }) => kind === 'command')?.says ?? '';
  const [home = '', cwd = ''] = says.split(' ');
  expect(home).toMatch(/\/boxes\/version-\w+\/home$/);
  expect(cwd).toMatch(/\/boxes\/version-\w+\/work$/);
});

test('a command may be a script of another kind, and one that nobody has made executable', async () => {
  const source = sampleSource();
  source.write({ 'bin.js': `#!/bin/sh\necho ${sampleVersion}\n` });
  expect((await coherenceOf(source, fromSource)).places.find(({ kind }) => kind === 'command')?.note).toContain(
    'EACCES',
  );
  source.write({ 'bin.js': `console.log('v${sampleVersion}');\n` });
  expect(statesOf(await coherenceOf(source, fromSource))).toContain('command agrees');
});

test('what a run has heard the command say counts as its word', async () => {
  const command = { from: 'run', runId: 'r1', says: '1.2.2' } as const;
  const { findings } = await coherenceOf(sampleSource(), { command });
  expect(findings).toMatchObject([{ args: { places: 'sample --version in run r1', found: '1.2.2' } }]);
});

test('of several commands the one with the name of the package is asked; without any, nobody', async () => {
  const source = sampleSource();
  source.write(json('package.json', (file) => ({ ...file, bin: { other: './other.js', sample: './bin.js' } })));
  expect(statesOf(await coherenceOf(source, fromSource))).toContain('command agrees');
  source.write(json('package.json', ({ name, version }) => ({ name, version })));
  expect(statesOf(await coherenceOf(source, fromSource))).toContain('command not-applicable');
});

test.for([
  ['there is no such file', { file: 'gone.txt', pattern: '(x)' }],
  ['nothing matches', { file: 'src/version.ts', pattern: 'no (such) thing' }],
  ['its group matches nothing', { file: 'src/version.ts', pattern: 'export( default)?' }],
  ['there is none', { file: 'config.json', pointer: '/nothing' }],
  ['there is none', { file: 'config.json', pointer: '/app~1x' }],
  ['it is not JSON', { file: 'src/version.ts', pointer: '/version' }],
  ['it is not a file', { file: 'src', pattern: '(x)' }],
] as const)('a place of the policy that states nothing is a disagreement: %s', async ([reason, place]) => {
  const { verdict, findings } = await coherenceOf(sampleSource(), { policy: { ...samplePolicy, versions: [place] } });
  expect(verdict).toBe('failed');
  expect(findings).toMatchObject([{ code: 'version-place-missing', where: { file: place.file } }]);
  expect(findings[0]?.message).toContain(reason);
});

test.for([
  ['../elsewhere.json', '(x)', '/versions/0/file'],
  ['/etc/passwd', '(x)', '/versions/0/file'],
  ['src/version.ts', '(x', '/versions/0/pattern'],
  ['src/version.ts', 'x', '/versions/0/pattern'],
  ['src/version.ts', '(x)|(y)', '/versions/0/pattern'],
] as const)('a place that cannot be one is bad input: %s %s', async ([file, pattern, pointer]) => {
  const asked = coherenceOf(sampleSource(), { policy: { ...samplePolicy, versions: [{ file, pattern }] } });
  await expect(asked).rejects.toMatchObject({
    findings: [{ code: 'version-place-invalid', where: { file: 'release-policy.json', pointer } }],
  });
});

test('a wheel manifest that is none, or leads elsewhere, is told; other manifests are nobody’s business', async () => {
  const source = sampleSource();
  source.write({
    'web/manifest.json': { version: '9' },
    'broken/manifest.json': '{',
    'assets/python/manifest.json': { wheel: 1 },
  });
  const { findings } = await coherenceOf(source);
  const told = findings.map(({ code, where }) => `${code} ${where.file}`);
  expect([...new Set(told)]).toEqual(['wheel-manifest-unfit assets/python/manifest.json']);
  source.write({ 'assets/python/manifest.json': wheelManifest('1.2.3rc0', '../../../x-1.2.2-py3-none-any.whl') });
  expect((await coherenceOf(source)).places.find(({ state }) => state === 'unknown')?.note).toContain('outside');
});

test.for([
  ['it is no sound wheel', Buffer.from('PK')],
  ['it is no sound wheel', wheelSaying('1.2.3rc0').subarray(0, 60)],
  ['it is no sound wheel', zip([{ name: 'x.dist-info/METADATA', content: 'Version: 1.2.3rc0', crc: 1 }])],
  ['its METADATA has 5000000 bytes', zip([{ name: 'x.dist-info/METADATA', content: ' '.repeat(5_000_000) }])],
  ['it has no METADATA', zip([{ name: 'sample.py', content: '' }])],
  ['its METADATA has no version', zip([{ name: 'x.dist-info/METADATA', content: 'Name: x\n\nVersion: 9\n' }])],
] as const)('a wheel that does not tell its version is unknown: %s', async ([note, bytes]) => {
  const source = sampleSource();
  source.write({ [sampleWheel]: bytes });
  const unknown = (await coherenceOf(source)).places.filter(({ state }) => state === 'unknown');
  expect(unknown).toMatchObject([{ kind: 'wheel', note: expect.stringContaining(note) }]);
});

test('nothing is left behind in the temporary directory', async () => {
  const source = sampleSource();
  const tmp = join(source.dir, '..', 'tmp');
  source.write({ '../tmp/keep': '' });
  const subject = await subjectIn(source);
  const request = { subject, policy: loaded(), command: { from: 'source' }, registry: 'left-out' } as const;
  await checkCoherence(request, spokenIo(source, { TMPDIR: tmp }).io);
  expect(readdirSync(tmp)).toEqual(['keep']);
});
