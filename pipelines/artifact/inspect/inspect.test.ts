import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PackageManifest } from '../../../schemas/types.ts';
import type { DirectorySubject } from '../subject.ts';
import { entryPoints } from './entry-points.ts';
import type { InspectionPolicy } from './rule.ts';
import { ruleCards } from './rules.ts';
import { bin, type Files, sampleTests, sound, soundJson, without } from './sample-package.ts';

const { inspect, testPackage, dir } = sampleTests();

const withBin = (content: string): Files => ({ ...sound, 'dist/bin.js': content });

testPackage('a sound package', {}, sound, []);

describe('required files', () => {
  testPackage('no README', {}, without('README.md'), ['readme-missing']);
  testPackage('no licence', {}, without('LICENSE'), ['license-missing']);
  testPackage('README and licence as others spell them', {}, { ...without('README.md'), readme: '', COPYING: '' }, []);
  testPackage('a README deeper down is none', {}, { ...without('README.md'), 'dist/README.md': '' }, [
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
  testPackage('a command that is not packed', {}, without('dist/bin.js'), ['bin-missing']);
  testPackage('one of two commands is not packed', { bin: { x: 'dist/bin.js', y: 'dist/y.js' } }, sound, [
    'bin-missing',
  ]);
  testPackage('a command as a string', { bin: 'dist/bin.js' }, sound, []);
  testPackage('a command that is a directory', { bin: 'dist' }, sound, ['bin-missing']);
  testPackage('a command in other capitals', { bin: 'dist/Bin.js' }, sound, ['bin-missing']);
  testPackage('a command outside the package', { bin: '../../bin/sh' }, sound, ['bin-missing']);
  testPackage('no #! line', {}, withBin('console.log(1);\n'), ['bin-shebang-missing']);
  testPackage('an empty command', {}, withBin(''), ['bin-shebang-missing']);
  testPackage('an empty line before #!', {}, withBin(`\n${bin}`), ['bin-shebang-missing']);
  testPackage('a byte order mark before #!', {}, withBin(`\ufeff${bin}`), ['bin-shebang-missing']);
  test.each([
    ['', 'an empty file'],
    [`\ufeff${bin}`, 'a byte order mark before it'],
    ['#import x', '"#import x"'],
  ])('what is there instead of #! is told: %j', async (text, found) => {
    expect(await inspect({}, withBin(text))).toMatchObject([{ code: 'bin-shebang-missing', args: { found } }]);
  });
  testPackage('CRLF in the #! line', {}, withBin(bin.replace('\n', '\r\n')), ['bin-shebang-crlf']);
  testPackage('CRLF in a later line', {}, withBin(`${bin}x();\r\n`), []);
  testPackage('an interpreter that does not exist', {}, withBin('#!/usr/bin/env nod\n'), ['bin-shebang-interpreter']);
  testPackage('a #! line without interpreter', {}, withBin('#!\n'), ['bin-shebang-interpreter']);
  testPackage('node by its path', {}, withBin('#!/usr/local/bin/node\n'), []);
  testPackage('node with flags', {}, withBin('#!/usr/bin/env -S NODE_ENV=x node --no-warnings\n'), []);
  for (const line of ['#!/usr/bin/env node --no-warnings', '#! /bin/env NODE_ENV=x node']) {
    testPackage(`what Linux takes for one word: ${line}`, {}, withBin(`${line}\n`), ['bin-shebang-arguments']);
  }
  testPackage('node where a version manager has put it', {}, withBin('#!/home/me/.nvm/versions/node/v24/bin/node\n'), [
    'bin-shebang-interpreter',
  ]);
  const typed = (content: string) => [{ bin: 'dist/x.ts' }, { ...sound, 'dist/x.ts': content }] as const;
  testPackage('TypeScript for node', ...typed(bin), ['bin-typescript']);
  testPackage('TypeScript for deno', ...typed('#!/usr/bin/env deno\n'), ['bin-shebang-not-node']);
  testPackage('something that has node in its name', {}, withBin('#!/opt/node/bin/nodejs-18\n'), [
    'bin-shebang-interpreter',
  ]);
  testPackage('a shell script', {}, withBin('#!/bin/sh\n'), ['bin-shebang-not-node']);
  testPackage('no executable bit', {}, { ...sound, 'dist/bin.js': { content: bin, mode: 0o644 } }, [
    'bin-not-executable',
  ]);
  testPackage('executable for its owner', {}, { ...sound, 'dist/bin.js': { content: bin, mode: 0o744 } }, []);
});

describe('entry points', () => {
  const source = { ...sound, 'src/x.ts': '', 'src/x.d.ts': '' };
  const types = { types: './src/x.ts', default: './dist/index.js' };
  for (const fields of [{ main: 'src/x.ts' }, { exports: './src/x.ts' }, { exports: { import: './src/x.ts' } }]) {
    testPackage(`TypeScript for Node: ${JSON.stringify(fields)}`, fields, source, ['entry-point-typescript']);
  }
  for (const fields of [
    { exports: './src/x.d.ts' },
    { exports: types },
    { exports: { bun: './src/x.ts', ...types } },
  ]) {
    testPackage(`TypeScript for others: ${JSON.stringify(fields)}`, fields, source, []);
  }
  testPackage('main is packed', { main: './dist/index.js' }, sound, []);
  testPackage('main without ending', { main: 'dist/index' }, sound, []);
  testPackage('main is a directory with an index.js', { main: './dist/' }, sound, []);
  testPackage('main is the package itself', { main: '.' }, { ...sound, 'index.js': '' }, []);
  testPackage('main is not packed', { main: 'lib/index.js' }, sound, ['entry-point-missing']);
  testPackage('exports is packed', { exports: './dist/index.js' }, sound, []);
  testPackage('exports is not packed', { exports: './dist/main.js' }, sound, ['entry-point-missing']);
  testPackage('exports does not begin with ./', { exports: 'dist/index.js' }, sound, ['entry-point-invalid']);
  testPackage('exports begins with something as long as ./', { exports: '//dist/index.js' }, sound, [
    'entry-point-invalid',
  ]);
  testPackage('exports has no endings to try', { exports: './dist/index' }, sound, ['entry-point-missing']);
  testPackage('a condition deep in exports', { exports: { '.': { import: [{ node: './no.mjs' }] } } }, sound, [
    'entry-point-missing',
  ]);
  testPackage('a subpath that is closed', { exports: { '.': './dist/index.js', './x': null } }, sound, []);
  testPackage('a pattern that matches', { exports: { './*': './dist/*.js' } }, sound, []);
  test('patterns beyond what anybody writes are believed', async () => {
    const exports = Object.fromEntries(Array.from({ length: 2_050 }, (_, n) => [`./${n}/*`, `./no/${n}/*.js`]));
    const findings = await inspect({ exports }, sound);
    expect(findings.at(-1)).toMatchObject({ code: 'findings-left-out', args: { more: 1_900 } });
  });

  for (const target of ['./no.js', './lib/*.js', { node: './no.js', default: './dist/index.js' }]) {
    testPackage(`imports of ${JSON.stringify(target)}`, { imports: { '#x/*': target } }, sound, ['imports-missing']);
  }
  const imports = { '#a': './dist/index.js', '#b/*': './dist/*.js', '#c': 'y', '#d': './no.d.ts', '#e': null };
  testPackage('imports that are packed, or need not be', { imports }, sound, []);
  testPackage('a directory in the old way', { exports: { './dist/': './dist/' } }, sound, []);
  testPackage('a directory that is not packed', { exports: { './lib/': './lib/' } }, sound, ['entry-point-missing']);
  testPackage('the whole package as a directory', { exports: { './': './' } }, sound, []);
  testPackage('a pattern that matches nothing', { exports: { './*': './dist/*.mjs' } }, sound, ['entry-point-missing']);
  testPackage('types without ending', { types: './dist/index' }, { ...sound, 'dist/index.d.ts': '' }, []);
  testPackage('types is not packed', { types: './dist/index.d.ts' }, sound, ['types-missing']);
  testPackage('typings is not packed', { typings: './dist/index.d.ts' }, sound, ['types-missing']);

  test('a missing target is pointed at', async () => {
    const findings = await inspect({ exports: { './a/b': { default: './no.js' } } }, sound);
    expect(findings).toMatchObject([{ where: { file: 'package.json', pointer: '/exports/.~1a~1b/default' } }]);
  });
});

describe('entries of files', () => {
  const nothing = ['files-entry-matches-nothing'];
  testPackage('a file, a directory, a glob', { files: ['LICENSE', 'dist/', './dist/*.js', '/dist/b*'] }, sound, []);
  testPackage('a directory that is not packed', { files: ['dist', 'assets'] }, sound, nothing);
  testPackage('a file that is not packed', { files: ['dist', 'docs/guide.md'] }, sound, nothing);
  testPackage('a glob that matches nothing', { files: ['dist', 'dist/**/*.css'] }, sound, nothing);
  testPackage('a name that only begins like a directory', { files: ['dis'] }, sound, nothing);
  testPackage('a file with a slash at its end', { files: ['LICENSE/'] }, sound, nothing);
  testPackage('an entry is taken from the root', { files: ['bin.js'] }, sound, nothing);
  testPackage('an entry that takes away', { files: ['dist', '!dist/**/*.map'] }, sound, []);
  testPackage('capitals do not count', { files: ['DIST/BIN.JS'] }, sound, []);
  testPackage('everything', { files: ['*', './', '/', './/*'] }, sound, []);
  testPackage('a pattern longer than anybody writes is believed', { files: [`${'x'.repeat(300)}*`] }, sound, []);
  testPackage('everything below a directory', { files: ['conf/*'] }, { ...sound, 'conf/a/b': '' }, []);
  testPackage('a star takes a name with a dot', { files: ['conf/*.json'] }, { ...sound, 'conf/.x.json': '' }, []);
  testPackage('alternatives', { files: ['{lib,dist}/*.js'] }, sound, []);
  testPackage('a pattern that stands for too many is believed', { files: ['{a,b}'.repeat(30)] }, sound, []);
  testPackage('a pattern that we do not know is believed', { files: ['@(a|b)', 'a{1..3}'] }, sound, []);
  testPackage('an intricate pattern ends', { files: [`${'*a'.repeat(30)}b`] }, sound, nothing);
});

describe('the archive itself', () => {
  test('shows what no package should have, at its file', async () => {
    const link = { path: 'package/x', type: '2', linkTarget: 'dist/bin.js' };
    expect(await inspect({}, sound, {}, [link])).toMatchObject([{ code: 'tarball-link', where: { file: 'x.tgz' } }]);
  });

  test('shows a path out of the package, and trusts nothing else in it', async () => {
    expect(await inspect({}, without('README.md'), {}, [{ path: 'package/../../x' }])).toMatchObject([
      { code: 'tarball-path-unsafe' },
    ]);
  });

  testPackage('a package.json that became invalid while packing', {}, { ...sound, 'package.json': '{' }, [
    'package-json-not-json',
  ]);
  testPackage(
    'a package.json of more values than anybody writes',
    {},
    { ...sound, 'package.json': `{"name":"x","version":"1.0.0","files":[${'1,'.repeat(20_000)}1]}` },
    ['package-json-not-json'],
  );
  testPackage(
    'a package.json of more bytes than anybody writes',
    {},
    { ...sound, 'package.json': `{"name":"x","version":"1.0.0","x":"${'x'.repeat(1024 ** 2)}"}` },
    ['package-json-not-json'],
  );
  testPackage(
    'a package.json with more wrong values than anybody reads',
    {},
    { ...sound, 'package.json': `{"name":"x","version":"1.0.0","files":[${'1,'.repeat(200)}1]}` },
    Array.from({ length: 100 }, () => 'package-json-invalid'),
  );
  testPackage(
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
    dir: join(dir(), 'source'),
    manifest: { ...soundJson, ...fields },
  });

  test('same name and version', async () => expect(await inspect({}, sound, { subject: subject({}) })).toEqual([]));

  describe('the packed package.json is that of the source', () => {
    const scripts = { scripts: { prepack: 'x' } };
    const withSource = (policy: InspectionPolicy = {}) => ({ subject: subject(scripts), policy });
    const lists = (...places: string[]) => withSource({ contents: { manifestChanges: places } });
    testPackage('and it is', scripts, sound, [], { subject: subject(scripts) });
    testPackage(
      'in another order',
      { files: soundJson.files, ...scripts, bin: soundJson.bin },
      sound,
      [],
      withSource(),
    );
    testPackage('a field is gone', {}, sound, ['manifest-changed'], withSource());
    testPackage('a field came', { ...scripts, type: 'module' }, sound, ['manifest-changed'], withSource());
    testPackage('a field is another', { scripts: { prepack: 'y' } }, sound, ['manifest-changed'], withSource());
    testPackage('the policy names no place', {}, sound, ['manifest-change-not-allowed'], lists());
    testPackage('the policy names another place', {}, sound, ['manifest-change-not-allowed'], lists('/script'));
    testPackage('the policy names the place', {}, sound, [], lists('/scripts'));
    testPackage('the policy names a place above', { scripts: { prepack: 'y' } }, sound, [], lists('/scripts'));

    test('a longer list is another as a whole', async () => {
      const findings = await inspect({ ...scripts, files: ['dist', 'more'] }, sound, withSource());
      expect(findings.filter(({ code }) => code === 'manifest-changed')).toMatchObject([
        { where: { pointer: '/files' } },
      ]);
    });

    test('each place is pointed at, with both values', async () => {
      const changed = { files: ['dist'], scripts: { prepack: 'y', 'a/b': 'z' } };
      expect(await inspect(changed, sound, withSource())).toMatchObject([
        { where: { pointer: '/scripts/prepack' }, args: { expected: '"x"', found: '"y"' } },
        { where: { pointer: '/scripts/a~1b' }, args: { expected: 'nothing', found: '"z"' } },
      ]);
    });
  });

  test('whether the source has what a pattern stands for is not looked up', async () => {
    const found = async (exports: string) => {
      const findings = await inspect({ exports }, sound, { rules: [entryPoints], subject: subject({}) });
      return findings.map(({ args }) => args.inSource);
    };
    expect([await found('./no/*.js'), await found('./no.js')]).toEqual([['unknown'], ['no']]);
  });

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
    await mkdir(join(dir(), 'source/dist'), { recursive: true });
    await writeFile(join(dir(), 'source/dist/bin.js'), bin);
    const unpacked = await inspect({}, without('dist/bin.js'), { subject: subject({}) });
    expect(unpacked[0]?.remediation).toContain('add "dist/bin.js" to "files"');
  });
});

test('no two rules report the same code', () => {
  const codes = ruleCards.flatMap((rule) => rule.codes);
  expect(new Set(codes).size).toBe(codes.length);
});
