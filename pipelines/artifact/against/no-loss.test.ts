import { describe, expect, test } from 'vitest';
import { both, compare, js, main } from './two-versions.ts';

describe('what is compared', () => {
  const json = { ...main, license: 'MIT', engines: { node: '>=22' } };

  test('the same package as the next version', async () => {
    expect(await compare({ json, files: both }, { json, files: both })).toEqual([]);
  });

  test('another package', async () => {
    const findings = await compare({ json, files: both }, { json: { ...json, name: 'y' }, files: both });
    expect(findings).toMatchObject([{ code: 'against-other-package', severity: 'error' }]);
  });

  test.each([
    ['1.2.3', 'both versions are 1.2.3'],
    ['1.1.0', 'lower than 1.2.3'],
  ])('a version that is not newer: %s', async (to, words) => {
    const findings = await compare({ json, files: both }, { json, files: both }, { to });
    expect(findings).toMatchObject([{ code: 'against-not-newer', severity: 'warning' }]);
    expect(findings[0]?.message).toContain(words);
  });
});

describe('what is no loss', () => {
  test('what is read by people, and what tests the package', async () => {
    const aside = {
      'docs/a.md': '',
      'test/a.js': js,
      'CHANGELOG.md': '',
      'a.js.map': '',
      '.npmignore': '',
      LICENSE: '',
    };
    expect(
      await compare({ json: main, files: { 'a.js': js, ...aside } }, { json: main, files: { 'a.js': js } }),
    ).toEqual([]);
  });

  test('a chunk that a bundler names by a hash', async () => {
    const exports = './a.js';
    const before = {
      json: { exports },
      files: { 'a.js': js, 'dist/chunk-D3f9aK2x.js': 'a', 'dist/index.0a1b2c3d.css': 'a' },
    };
    const after = {
      json: { exports },
      files: { 'a.js': js, 'dist/chunk-Bq7Zp0Ws.js': 'b', 'dist/index.99ffee00.css': 'b' },
    };
    expect(await compare(before, after)).toEqual([]);
  });

  test('a wheel that has the version in its name', async () => {
    const before = {
      json: { ...main, version: '0.1.0-rc.0' },
      files: { 'a.js': js, 'assets/tool-0.1.0rc0-py3-none-any.whl': 'a' },
    };
    const after = { json: main, files: { 'a.js': js, 'assets/tool-0.1.0rc1-py3-none-any.whl': 'b' } };
    expect(await compare(before, after, { to: '0.1.0-rc.1' })).toEqual([]);
  });

  test('data that moved', async () => {
    const files = (path: string) => ({ 'a.js': js, [path]: 'template' });
    expect(await compare({ json: main, files: files('a/x.hbs') }, { json: main, files: files('b/x.hbs') })).toEqual([]);
  });

  test('a file that could be imported and moved is lost all the same', async () => {
    const before = { json: main, files: { 'a.js': js, 'lib/b.js': 'exports.b = 1;' } };
    const after = { json: main, files: { 'a.js': js, 'dist/b.js': 'exports.b = 1;' } };
    expect(await compare(before, after)).toMatchObject([{ code: 'against-file-removed', args: { path: 'lib/b.js' } }]);
  });

  test('a path that the policy allows to go', async () => {
    const before = { json: main, files: { 'a.js': js, 'assets/x.hbs': 'x' } };
    expect(
      await compare(before, { json: main, files: { 'a.js': js } }, { contents: { allowed: ['assets/**'] } }),
    ).toEqual([]);
  });

  test('an install script that the policy names', async () => {
    const after = { json: { ...main, scripts: { install: 'node a.js' } }, files: both };
    expect(await compare({ json: main, files: both }, after, { contents: { installScripts: ['install'] } })).toEqual(
      [],
    );
  });

  test('an optional peer dependency, and one that was a dependency', async () => {
    const before = { json: { ...main, dependencies: { z: '1' } }, files: both };
    const peers = { peerDependencies: { y: '1', z: '1' }, peerDependenciesMeta: { y: { optional: true } } };
    expect(await compare(before, { json: { ...main, ...peers }, files: both })).toMatchObject([
      { code: 'against-dependency-removed' },
    ]);
  });

  test('a dependency that became optional', async () => {
    const before = { json: { ...main, dependencies: { y: '1' } }, files: both };
    const after = { json: { ...main, optionalDependencies: { y: '1' } }, files: both };
    expect(await compare(before, after)).toEqual([]);
  });

  test('many new dependencies are one finding', async () => {
    const after = {
      json: { ...main, dependencies: { y: '1', z: '2' }, optionalDependencies: { w: '3' } },
      files: both,
    };
    expect(await compare({ json: main, files: both }, after)).toMatchObject([
      { code: 'against-dependency-added', args: { what: 'y (1)', more: 2 } },
    ]);
  });

  test('the file of a command that is gone', async () => {
    const before = { json: { ...main, bin: './b' }, files: { 'a.js': js, b: '#!/bin/sh' } };
    const after = { json: main, files: { 'a.js': js } };
    expect((await compare(before, after)).map(({ code }) => code)).toEqual(['against-bin-removed']);
  });

  test('engines and systems that take more', async () => {
    const before = { json: { ...main, engines: { node: '>=22' }, os: ['linux'] }, files: both };
    const after = { json: { ...main, engines: { node: '>=20' }, os: ['linux', 'darwin'] }, files: both };
    expect(await compare(before, after)).toEqual([]);
  });

  test('what is no range', async () => {
    const json = (tag: string) => ({ ...main, peerDependencies: { y: tag }, engines: { node: `${tag} or so` } });
    expect(await compare({ json: json('latest'), files: both }, { json: json('next'), files: both })).toEqual([]);
  });

  test('a binary file that is empty now, and an empty one that is not', async () => {
    const files = (one: string, other: string) => ({ 'a.js': js, 'b.bin': one, 'c.bin': other });
    const before = { json: main, files: files('MZ\0', '') };
    expect(await compare(before, { json: main, files: files('', 'MZ\0') })).toEqual([]);
  });

  test('a small file that has tripled, and a large one that is half as large again', async () => {
    const files = (small: number, large: number) => ({ 'a.js': 'x'.repeat(small), 'b.js': 'x'.repeat(large) });
    const before = { json: main, files: files(10_000, 3_000_000) };
    expect(await compare(before, { json: main, files: files(30_000, 4_400_000) })).toEqual([]);
  });

  test('a small package that has tripled', async () => {
    const before = { json: main, files: { 'a.js': 'x'.repeat(90_000), 'b.js': 'x'.repeat(90_000) } };
    const after = {
      json: main,
      files: { 'a.js': 'x'.repeat(170_000), 'b.js': 'x'.repeat(170_000), 'c.js': js.repeat(9_000) },
    };
    expect(await compare(before, after)).toEqual([]);
  });

  test('an install script that was there', async () => {
    const json = { ...main, scripts: { install: 'node a.js' } };
    expect(await compare({ json, files: both }, { json, files: both })).toEqual([]);
  });

  test('the code of a command that is gone', async () => {
    const before = { json: { ...main, bin: './b.js' }, files: both };
    const findings = await compare(before, { json: main, files: { 'a.js': js } });
    expect(findings.map(({ code }) => code)).toEqual(['against-bin-removed']);
  });

  test('a licence written in the old way', async () => {
    const before = { json: { ...main, license: { type: 'MIT', url: 'x' } }, files: both };
    expect(await compare(before, { json: { ...main, license: 'MIT' }, files: both })).toEqual([]);
  });

  test('exports that name every file that could be imported', async () => {
    const exports = { '.': './a.js', './*': './*', './package.json': './package.json' };
    expect(await compare({ json: main, files: both }, { json: { ...main, exports }, files: both })).toEqual([]);
  });

  test('a file that a pattern shuts out was never offered', async () => {
    const exports = { './*': './lib/*.js', './internal/*': null };
    const before = { json: { exports }, files: { 'lib/a.js': js, 'lib/internal/b.js': js } };
    const after = { json: { exports }, files: { 'lib/a.js': js } };
    expect((await compare(before, after)).map(({ code }) => code)).toEqual(['against-internals-removed']);
  });

  test('another file behind a subpath', async () => {
    const json = (target: string) => ({ exports: { './b': target } });
    const moved = { 'lib/b.js': js };
    expect(
      await compare({ json: json('./b.js'), files: { 'b.js': js } }, { json: json('./lib/b.js'), files: moved }),
    ).toEqual([]);
  });

  test('CommonJS below a package.json that says so', async () => {
    const nested = { 'cjs/package.json': '{"type":"commonjs"}', 'cjs/a.js': js };
    const before = { json: { exports: { require: './a.js' } }, files: both };
    const after = { json: { type: 'module', exports: { require: './cjs/a.js' } }, files: nested };
    expect((await compare(before, after)).map(({ code }) => code)).toEqual(['against-internals-removed']);
  });

  test('what an entry point named is said of the entry point alone', async () => {
    const before = { json: { exports: { './b': { types: './b.d.mts', default: './b.mjs' } } } };
    const files = { 'b.mjs': '', 'b.d.mts': '' };
    expect((await compare({ ...before, files }, { json: { exports: {} } })).map(({ code }) => code)).toEqual([
      'against-export-removed',
    ]);
  });

  test('a program without entry point is run and not imported', async () => {
    const before = { json: { bin: './a.js' }, files: both };
    const after = { json: { bin: './a.js' }, files: { 'a.js': js } };
    expect(await compare(before, after)).toMatchObject([{ code: 'against-internals-removed', severity: 'warning' }]);
  });
});

test('exports with more patterns than anybody writes do not take for ever', async () => {
  const exports = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`./${index}/*`, './*']));
  const files = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`${index}.js`, '']));
  const findings = await compare({ json: { exports }, files }, { json: { exports: {} }, files });
  expect(findings).toMatchObject([{ code: 'against-export-removed', args: { more: 1_999 } }]);
}, 20_000);
