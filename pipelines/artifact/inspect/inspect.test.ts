import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding, PackageManifest } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { commandsOf } from '../commands.ts';
import type { DirectorySubject } from '../subject.ts';
import { type MadeEntry, tgz } from '../tarball-maker.ts';
import { type InspectOptions, inspectArtifact } from './inspect.ts';
import { allRules } from './rules.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'inspect-test-'));
});
afterAll(() => rm(dir, { recursive: true }));

type Files = Record<string, string>;

const bin = '#!/usr/bin/env node\nconsole.log(1);\n';
const sound: Files = { 'README.md': '# x\n', LICENSE: 'Apache-2.0\n', 'dist/bin.js': bin, 'dist/index.js': '' };
const soundJson = { name: '@scope/x', version: '1.0.0', bin: { x: './dist/bin.js' }, files: ['dist'] };

/** Packs `files` with a package.json of `fields` and inspects the result. */
async function inspect(
  fields: Partial<PackageManifest>,
  files: Files,
  options: Partial<InspectOptions> = {},
  more: readonly MadeEntry[] = [],
): Promise<Finding[]> {
  const packageJson = { ...soundJson, ...fields };
  const entries = Object.entries({ 'package.json': JSON.stringify(packageJson), ...files });
  const file = join(dir, 'x.tgz');
  await writeFile(file, tgz([...entries.map(([path, content]) => ({ path: `package/${path}`, content })), ...more]));
  const manifest = {
    schemaVersion: 1 as const,
    name: packageJson.name,
    version: packageJson.version,
    file: 'x.tgz',
    sha256: '0'.repeat(64),
    integrity: `sha512-${'A'.repeat(86)}==`,
    size: 0,
    unpackedSize: 0,
    entries: [],
    bins: commandsOf(packageJson),
    source: { kind: 'directory' as const, spec: '.' },
  };
  return inspectArtifact({ file, manifest }, { scratchDir: join(dir, 'scratch'), ...options });
}

/** One package, and every finding it must have: nothing more, nothing less. */
function testArtifact(title: string, fields: Partial<PackageManifest>, files: Files, codes: readonly string[]): void {
  test(title, async () => {
    const findings = await inspect(fields, files);
    expect(findings.map(({ code }) => code)).toEqual(codes);
    for (const found of findings) {
      expect(check('finding', found)).toMatchObject({ ok: true });
      expect(found.message + found.remediation).not.toMatch(/undefined|\[object|\n/);
    }
  });
}

const without = (path: string): Files => Object.fromEntries(Object.entries(sound).filter(([name]) => name !== path));
const withBin = (content: string): Files => ({ ...sound, 'dist/bin.js': content });

testArtifact('a sound package', {}, sound, []);

describe('required files', () => {
  testArtifact('no README', {}, without('README.md'), ['readme-missing']);
  testArtifact('no licence', {}, without('LICENSE'), ['license-missing']);
  testArtifact('README and licence as others spell them', {}, { ...without('README.md'), readme: '', COPYING: '' }, []);
  testArtifact('a README deeper down is none', {}, { ...without('README.md'), 'dist/README.md': '' }, [
    'readme-missing',
  ]);

  test('a file that the policy wants', async () => {
    const findings = await inspect({}, sound, {
      policy: { requiredFiles: ['dist/index.js', './LICENSE', 'NOTICE'] },
    });
    expect(findings).toMatchObject([{ code: 'required-file-missing', args: { path: 'NOTICE' } }]);
  });
});

describe('commands', () => {
  testArtifact('a command that is not packed', {}, without('dist/bin.js'), ['bin-missing']);
  testArtifact('one of two commands is not packed', { bin: { x: 'dist/bin.js', y: 'dist/y.js' } }, sound, [
    'bin-missing',
  ]);
  testArtifact('a command as a string', { bin: 'dist/bin.js' }, sound, []);
  testArtifact('a command that is a directory', { bin: 'dist' }, sound, ['bin-missing']);
  testArtifact('a command in other capitals', { bin: 'dist/Bin.js' }, sound, ['bin-missing']);
  testArtifact('a command outside the package', { bin: '../../bin/sh' }, sound, ['bin-missing']);
  testArtifact('no #! line', {}, withBin('console.log(1);\n'), ['bin-shebang-missing']);
  testArtifact('an empty command', {}, withBin(''), ['bin-shebang-missing']);
  testArtifact('an empty line before #!', {}, withBin(`\n${bin}`), ['bin-shebang-missing']);
  testArtifact('a byte order mark before #!', {}, withBin(`\ufeff${bin}`), ['bin-shebang-missing']);
  testArtifact('CRLF in the #! line', {}, withBin(bin.replace('\n', '\r\n')), ['bin-shebang-crlf']);
  testArtifact('CRLF in a later line', {}, withBin(`${bin}x();\r\n`), []);
  testArtifact('an interpreter that does not exist', {}, withBin('#!/usr/bin/env nod\n'), ['bin-shebang-interpreter']);
  testArtifact('a #! line without interpreter', {}, withBin('#!\n'), ['bin-shebang-interpreter']);
  testArtifact('node by its path', {}, withBin('#!/usr/local/bin/node\n'), []);
  testArtifact('node with flags', {}, withBin('#!/usr/bin/env -S NODE_ENV=x node --no-warnings\n'), []);
  testArtifact('something that has node in its name', {}, withBin('#!/opt/node/bin/nodejs-18\n'), [
    'bin-shebang-interpreter',
  ]);
  testArtifact('a shell script', {}, withBin('#!/bin/sh\n'), ['bin-shebang-not-node']);
});

describe('entry points', () => {
  testArtifact('main is packed', { main: './dist/index.js' }, sound, []);
  testArtifact('main without ending', { main: 'dist/index' }, sound, []);
  testArtifact('main is a directory with an index.js', { main: './dist/' }, sound, []);
  testArtifact('main is the package itself', { main: '.' }, { ...sound, 'index.js': '' }, []);
  testArtifact('main is not packed', { main: 'lib/index.js' }, sound, ['entry-point-missing']);
  testArtifact('exports is packed', { exports: './dist/index.js' }, sound, []);
  testArtifact('exports is not packed', { exports: './dist/main.js' }, sound, ['entry-point-missing']);
  testArtifact('exports does not begin with ./', { exports: 'dist/index.js' }, sound, ['entry-point-missing']);
  testArtifact('exports begins with something as long as ./', { exports: '//dist/index.js' }, sound, [
    'entry-point-missing',
  ]);
  testArtifact('exports has no endings to try', { exports: './dist/index' }, sound, ['entry-point-missing']);
  testArtifact('a condition deep in exports', { exports: { '.': { import: [{ node: './no.mjs' }] } } }, sound, [
    'entry-point-missing',
  ]);
  testArtifact('a subpath that is closed', { exports: { '.': './dist/index.js', './x': null } }, sound, []);
  testArtifact('a pattern that matches', { exports: { './*': './dist/*.js' } }, sound, []);
  testArtifact('a pattern that matches nothing', { exports: { './*': './dist/*.mjs' } }, sound, [
    'entry-point-missing',
  ]);
  testArtifact('types without ending', { types: './dist/index' }, { ...sound, 'dist/index.d.ts': '' }, []);
  testArtifact('types is not packed', { types: './dist/index.d.ts' }, sound, ['types-missing']);
  testArtifact('typings is not packed', { typings: './dist/index.d.ts' }, sound, ['types-missing']);

  test('a missing target is pointed at', async () => {
    const findings = await inspect({ exports: { './a/b': { default: './no.js' } } }, sound);
    expect(findings).toMatchObject([{ where: { file: 'package.json', pointer: '/exports/.~1a~1b/default' } }]);
  });
});

describe('entries of files', () => {
  const nothing = ['files-entry-matches-nothing'];
  testArtifact('a file, a directory, a glob', { files: ['LICENSE', 'dist/', './dist/*.js', '/dist/b*'] }, sound, []);
  testArtifact('a directory that is not packed', { files: ['dist', 'assets'] }, sound, nothing);
  testArtifact('a file that is not packed', { files: ['dist', 'docs/guide.md'] }, sound, nothing);
  testArtifact('a glob that matches nothing', { files: ['dist', 'dist/**/*.css'] }, sound, nothing);
  testArtifact('a name that only begins like a directory', { files: ['dis'] }, sound, nothing);
  testArtifact('a file with a slash at its end', { files: ['LICENSE/'] }, sound, nothing);
  testArtifact('an entry is taken from the root', { files: ['bin.js'] }, sound, nothing);
  testArtifact('an entry that takes away', { files: ['dist', '!dist/**/*.map'] }, sound, []);
  testArtifact('capitals do not count', { files: ['DIST/BIN.JS'] }, sound, []);
  testArtifact('everything', { files: ['*'] }, sound, []);
  testArtifact('everything below a directory', { files: ['conf/*'] }, { ...sound, 'conf/a/b': '' }, []);
  testArtifact('a star takes a name with a dot', { files: ['conf/*.json'] }, { ...sound, 'conf/.x.json': '' }, []);
  testArtifact('alternatives', { files: ['{lib,dist}/*.js'] }, sound, []);
  testArtifact('an intricate pattern ends', { files: ['{a,b}'.repeat(30), `${'*a'.repeat(30)}b`] }, sound, []);
});

describe('bundled dependencies', () => {
  const inner = { 'node_modules/inner/package.json': '{}' };
  testArtifact('packed', { bundledDependencies: ['inner'] }, { ...sound, ...inner }, []);
  testArtifact('not packed', { bundledDependencies: ['inner'] }, sound, ['bundled-dependency-missing']);
  testArtifact('the other spelling', { bundleDependencies: ['inner'] }, sound, ['bundled-dependency-missing']);
  testArtifact(
    'all of them',
    { bundledDependencies: true, dependencies: { inner: '1', y: '1' } },
    { ...sound, ...inner },
    ['bundled-dependency-missing'],
  );
  testArtifact('none of them', { bundledDependencies: false, dependencies: { y: '1' } }, sound, []);
});

describe('a Python wheel with a manifest', () => {
  const wheel = 'not really a zip';
  const asset = {
    schemaVersion: 1,
    distributionName: 'some-tool',
    normalizedName: 'some_tool',
    version: '0.1.0',
    wheel: {
      file: 'some_tool-0.1.0-py3-none-any.whl',
      sha256: createHash('sha256').update(wheel).digest('hex'),
      bytes: wheel.length,
    },
  };
  const withWheel = (manifest: unknown, bytes = wheel, file = asset.wheel.file): Files => ({
    ...sound,
    'dist/python/manifest.json': typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
    [`dist/python/${file}`]: bytes,
  });
  const named = (file: string, version = asset.version): Files =>
    withWheel({ ...asset, version, wheel: { ...asset.wheel, file } }, wheel, file);

  testArtifact('agrees', {}, withWheel(asset), []);
  testArtifact('one byte changed', {}, withWheel(asset, wheel.replace('not', 'nut')), ['wheel-checksum-mismatch']);
  testArtifact('one byte more', {}, withWheel(asset, `${wheel}.`), ['wheel-checksum-mismatch']);
  testArtifact('wrong size in the manifest', {}, withWheel({ ...asset, wheel: { ...asset.wheel, bytes: 1 } }), [
    'wheel-checksum-mismatch',
  ]);
  testArtifact('is not packed', {}, { ...sound, 'dist/python/manifest.json': JSON.stringify(asset) }, [
    'wheel-missing',
  ]);
  testArtifact('another version in its name', {}, named('some_tool-0.1.1-py3-none-any.whl'), [
    'wheel-version-mismatch',
  ]);
  testArtifact(
    'the same prerelease, as npm and as Python write it',
    {},
    named('some_tool-0.1.0rc0-py3-none-any.whl', '0.1.0-rc.0'),
    [],
  );
  testArtifact('another prerelease', {}, named('some_tool-0.1.0rc1-py3-none-any.whl', '0.1.0-rc.0'), [
    'wheel-version-mismatch',
  ]);
  testArtifact('a release is not its prerelease', {}, named('some_tool-0.1.0-py3-none-any.whl', '0.1.0-rc.0'), [
    'wheel-version-mismatch',
  ]);
  testArtifact('another name', {}, named('other_tool-0.1.0-py3-none-any.whl'), ['wheel-name-mismatch']);
  testArtifact('a name that no wheel has', {}, named('some_tool.whl'), ['wheel-name-mismatch']);
  testArtifact('names that disagree in the manifest', {}, withWheel({ ...asset, distributionName: 'x' }), [
    'wheel-name-mismatch',
  ]);
  testArtifact(
    'a manifest without checksum',
    {},
    withWheel({ ...asset, wheel: { file: asset.wheel.file, bytes: 16 } }),
    ['wheel-manifest-invalid'],
  );
  testArtifact('a manifest that is not JSON', {}, withWheel('{"wheel":'), ['wheel-manifest-invalid']);
  testArtifact('a manifest of something else', {}, { ...sound, 'dist/manifest.json': '{"name": "a web app"}' }, []);
  testArtifact(
    'a manifest of a dependency',
    { bundledDependencies: ['y'] },
    {
      ...sound,
      'node_modules/y/package.json': '{}',
      'node_modules/y/manifest.json': '{"wheel": 1}',
    },
    [],
  );
});

describe('the archive itself', () => {
  test('shows what no package should have, at its file', async () => {
    const link = { path: 'package/x', type: '2', linkTarget: 'dist/bin.js' };
    expect(await inspect({}, sound, {}, [link])).toMatchObject([{ code: 'tarball-link', where: { file: 'x.tgz' } }]);
  });

  test('shows a path out of the package', async () => {
    expect(await inspect({}, sound, {}, [{ path: 'package/../../x' }])).toMatchObject([
      { code: 'tarball-path-unsafe' },
    ]);
  });

  testArtifact('a package.json that became invalid while packing', {}, { ...sound, 'package.json': '{' }, [
    'package-json-not-json',
  ]);
  testArtifact(
    'a package.json of more values than anybody writes',
    {},
    { ...sound, 'package.json': `{"name":"x","version":"1.0.0","files":[${'1,'.repeat(20_000)}1]}` },
    ['package-json-not-json'],
  );
  testArtifact(
    'a package.json of more bytes than anybody writes',
    {},
    { ...sound, 'package.json': `{"name":"x","version":"1.0.0","x":"${'x'.repeat(1024 ** 2)}"}` },
    ['package-json-not-json'],
  );
  testArtifact(
    'a package.json with more wrong values than anybody reads',
    {},
    { ...sound, 'package.json': `{"name":"x","version":"1.0.0","files":[${'1,'.repeat(200)}1]}` },
    Array.from({ length: 100 }, () => 'package-json-invalid'),
  );
  testArtifact(
    'a package.json that nests without end',
    {},
    { ...sound, 'package.json': `{"files":${'['.repeat(50_000)}${']'.repeat(50_000)}}` },
    ['package-json-not-json'],
  );
});

describe('against the subject', () => {
  const subject = (fields: Partial<PackageManifest>): DirectorySubject => ({
    kind: 'directory',
    spec: './x',
    dir: join(dir, 'source'),
    manifest: { ...soundJson, ...fields },
  });

  test('same name and version', async () => expect(await inspect({}, sound, { subject: subject({}) })).toEqual([]));

  test('a script rewrote name and version', async () => {
    const findings = await inspect({}, sound, { subject: subject({ name: 'y', version: '0.9.0' }) });
    expect(findings).toMatchObject([
      { code: 'packed-name-differs', args: { expected: 'y', found: '@scope/x' } },
      { code: 'packed-version-differs', args: { expected: '0.9.0', found: '1.0.0' } },
    ]);
  });

  test('a registry delivered another version than was asked for', async () => {
    const asked = { kind: 'published' as const, spec: '@scope/x@1.0.1', name: '@scope/x', version: '1.0.1' };
    expect(await inspect({}, sound, { subject: asked })).toMatchObject([{ code: 'packed-version-differs' }]);
  });

  test('advice depends on whether the missing file is in the source', async () => {
    const gone = await inspect({}, without('dist/bin.js'), { subject: subject({}) });
    expect(gone[0]?.remediation).toContain('not in the source either');
    await mkdir(join(dir, 'source/dist'), { recursive: true });
    await writeFile(join(dir, 'source/dist/bin.js'), bin);
    const unpacked = await inspect({}, without('dist/bin.js'), { subject: subject({}) });
    expect(unpacked[0]?.remediation).toContain('add "dist/bin.js" to "files"');
  });
});

test('no two rules report the same code', () => {
  const codes = allRules.flatMap((rule) => rule.codes);
  expect(new Set(codes).size).toBe(codes.length);
});
