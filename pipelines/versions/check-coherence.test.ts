import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { treeHash } from '../run/scratch-run.ts';
import { coherenceOf, fromSource, json, statesOf } from './sample-coherence.ts';
import {
  sampleFiles,
  samplePolicy,
  sampleSource,
  sampleVersion,
  sampleWheel,
  wheelManifest,
  wheelSaying,
} from './sample-source.ts';

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

test('only what is read by Python, or may be, writes a version as Python does', async () => {
  const source = sampleSource();
  source.write({
    'CHANGELOG.md': '# Changelog\n\n## 1.2.3-rc0\n',
    'config.json': { 'app/x': { version: '1.2.3rc0' } },
  });
  const { findings } = await coherenceOf(source);
  expect(findings).toMatchObject([{ args: { places: 'CHANGELOG.md:3', found: '1.2.3-rc0' } }]);
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
