import { describe, expect, test } from 'vitest';
import type { Finding, PolicyContents } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { type MadePackage, packageMaker } from '../made-package.ts';
import { againstRules } from './rules.ts';

const js = 'exports.a = 1;\n';
const large = (bytes: number): string => 'x'.repeat(bytes);

async function compare(
  previous: MadePackage,
  current: MadePackage,
  { to = '1.2.4', contents }: { to?: string; contents?: PolicyContents } = {},
): Promise<Finding[]> {
  await using maker = await packageMaker();
  const before = await maker.make({ ...previous, json: { version: '1.2.3', ...previous.json } });
  return await maker.inspect(
    { ...current, json: { version: to, ...current.json } },
    { previous: before, rules: againstRules, ...(contents ? { policy: { contents } } : {}) },
  );
}

interface Case {
  code: string;
  severity: Finding['severity'];
  /** what a version that may break, or add, makes of it; not asked where no version helps */
  allowedBy?: string;
  before: MadePackage;
  after: MadePackage;
  where?: Finding['where'];
}

const main = { main: './a.js' };
const commands = { bin: { x: './a.js', y: './b.js' } };
const both = { 'a.js': js, 'b.js': js };

const changes: Record<string, Case> = {
  'a subpath that is gone': {
    code: 'export-removed',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: { exports: { '.': './a.js', './b': './b.js' } }, files: both },
    after: { json: { exports: { '.': './a.js' } }, files: both },
    where: { file: 'package.json', pointer: '/exports' },
  },
  'a subpath of a pattern that is gone': {
    code: 'export-removed',
    severity: 'error',
    before: { json: { exports: { './*': './lib/*.js' } }, files: { 'lib/a.js': js, 'lib/b.js': js } },
    after: { json: { exports: { './*': './lib/*.js' } }, files: { 'lib/a.js': js, 'lib/c.js': js } },
  },
  'the entry point that is gone': {
    code: 'export-removed',
    severity: 'error',
    before: { json: { ...main, bin: './b.js' }, files: both },
    after: { json: { bin: './b.js' }, files: both },
    where: { file: 'package.json', pointer: '/main' },
  },
  'exports where there were none': {
    code: 'exports-closed',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: main, files: both },
    after: { json: { ...main, exports: './a.js' }, files: both },
  },
  'an ES module where require got CommonJS': {
    code: 'require-lost',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: { exports: { '.': './a.js' } }, files: both },
    after: { json: { exports: { '.': './a.js' }, type: 'module' }, files: both },
    where: { file: 'package.json', pointer: '/exports/.' },
  },
  'nothing for require any more': {
    code: 'require-lost',
    severity: 'error',
    before: { json: { exports: { import: './a.mjs', require: './a.js' } }, files: { ...both, 'a.mjs': '' } },
    after: { json: { exports: { import: './a.mjs' } }, files: { ...both, 'a.mjs': '' } },
  },
  'types that are gone': {
    code: 'types-removed',
    severity: 'error',
    allowedBy: '2.0.0',
    before: {
      json: { exports: { types: './types/a.d.ts', default: './a.js' } },
      files: { 'a.js': js, 'types/a.d.ts': '' },
    },
    after: { json: { exports: { default: './a.js' } }, files: { 'a.js': js, 'types/a.d.ts': '' } },
  },
  'a command that is gone': {
    code: 'bin-removed',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: commands, files: both },
    after: { json: { bin: { x: './a.js' } }, files: both },
    where: { file: 'package.json', pointer: '/bin' },
  },
  'a new command': {
    code: 'bin-added',
    severity: 'warning',
    allowedBy: '1.3.0',
    before: { json: { bin: { x: './a.js' } }, files: both },
    after: { json: commands, files: both },
    where: { file: 'package.json', pointer: '/bin/y' },
  },
  'a command that is another file': {
    code: 'bin-changed',
    severity: 'info',
    before: { json: { bin: './a.js' }, files: both },
    after: { json: { bin: './b.js' }, files: both },
    where: { file: 'package.json', pointer: '/bin' },
  },
  'a file that could be imported': {
    code: 'file-removed',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: main, files: both },
    after: { json: main, files: { 'a.js': js } },
  },
  'a file that is no code': {
    code: 'data-removed',
    severity: 'error',
    before: { json: main, files: { 'a.js': js, 'assets/tool.whl': 'zip', 'assets/page.html': '' } },
    after: { json: main, files: { 'a.js': js } },
  },
  'code behind exports': {
    code: 'internals-removed',
    severity: 'warning',
    allowedBy: '2.0.0',
    before: { json: { exports: './a.js' }, files: both },
    after: { json: { exports: './a.js' }, files: { 'a.js': js } },
  },
  'a text that became binary': {
    code: 'file-kind-changed',
    severity: 'error',
    before: { json: main, files: both },
    after: { json: main, files: { 'a.js': js, 'b.js': 'MZ\0\0' } },
    where: { file: 'b.js' },
  },
  'a file that can be executed now': {
    code: 'mode-changed',
    severity: 'warning',
    before: { json: main, files: both },
    after: { json: main, files: { 'a.js': js, 'b.js': { content: js, mode: 0o755 } } },
    where: { file: 'b.js' },
  },
  'a file that has doubled': {
    code: 'file-grown',
    severity: 'warning',
    before: { json: main, files: { 'a.js': large(150_000) } },
    after: { json: main, files: { 'a.js': large(310_000) } },
    where: { file: 'a.js' },
  },
  'a package that has grown': {
    code: 'package-grown',
    severity: 'warning',
    before: { json: main, files: { 'a.js': large(1_000_000), 'b.js': large(500_000) } },
    after: { json: main, files: { 'a.js': large(1_700_000), 'b.js': large(950_000) } },
  },
  'a large file that is new': {
    code: 'large-file-added',
    severity: 'warning',
    before: { json: main, files: { 'a.js': large(5_000_000) } },
    after: { json: main, files: { 'a.js': large(5_000_000), 'b.js': large(1_100_000) } },
    where: { file: 'b.js' },
  },
  'a new dependency': {
    code: 'dependency-added',
    severity: 'warning',
    before: { json: { ...main, dependencies: { y: '1' } }, files: both },
    after: { json: { ...main, dependencies: { y: '1', '@s/z': '^2' } }, files: both },
    where: { file: 'package.json', pointer: '/dependencies/@s~1z' },
  },
  'a dependency that is gone': {
    code: 'dependency-removed',
    severity: 'info',
    before: { json: { ...main, dependencies: { y: '1' } }, files: both },
    after: { json: main, files: both },
  },
  'a dependency of another range': {
    code: 'dependency-changed',
    severity: 'info',
    before: { json: { ...main, optionalDependencies: { y: '^1' } }, files: both },
    after: { json: { ...main, optionalDependencies: { y: '^2' } }, files: both },
    where: { file: 'package.json', pointer: '/optionalDependencies/y' },
  },
  'a new peer dependency': {
    code: 'peer-added',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: main, files: both },
    after: { json: { ...main, peerDependencies: { react: '19' } }, files: both },
    where: { file: 'package.json', pointer: '/peerDependencies/react' },
  },
  'a peer dependency that takes less': {
    code: 'peer-narrowed',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: { ...main, peerDependencies: { react: '18 || 19' } }, files: both },
    after: { json: { ...main, peerDependencies: { react: '19' } }, files: both },
  },
  'a new install script': {
    code: 'install-script-added',
    severity: 'error',
    before: { json: main, files: both },
    after: { json: { ...main, scripts: { postinstall: 'node a.js' } }, files: both },
    where: { file: 'package.json', pointer: '/scripts/postinstall' },
  },
  'something to compile': {
    code: 'install-script-added',
    severity: 'error',
    before: { json: main, files: both },
    after: { json: main, files: { ...both, 'binding.gyp': '{}' } },
  },
  'another install script': {
    code: 'install-script-changed',
    severity: 'warning',
    before: { json: { ...main, scripts: { install: 'node a.js' } }, files: both },
    after: { json: { ...main, scripts: { install: 'node b.js' } }, files: both },
  },
  'a newer Node': {
    code: 'engines-raised',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: { ...main, engines: { node: '>=20' } }, files: both },
    after: { json: { ...main, engines: { node: '>=22' } }, files: both },
    where: { file: 'package.json', pointer: '/engines/node' },
  },
  'a Node where any was welcome': {
    code: 'engines-raised',
    severity: 'error',
    before: { json: main, files: both },
    after: { json: { ...main, engines: { node: '>=22' } }, files: both },
  },
  'a system less': {
    code: 'platform-narrowed',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: { ...main, os: ['linux', 'win32'] }, files: both },
    after: { json: { ...main, os: ['linux'] }, files: both },
    where: { file: 'package.json', pointer: '/os' },
  },
  'a system that is shut out': {
    code: 'platform-narrowed',
    severity: 'error',
    before: { json: main, files: both },
    after: { json: { ...main, os: ['!win32'] }, files: both },
  },
  'another licence': {
    code: 'license-changed',
    severity: 'error',
    before: { json: { ...main, license: 'MIT' }, files: both },
    after: { json: { ...main, license: 'BUSL-1.1' }, files: both },
    where: { file: 'package.json', pointer: '/license' },
  },
};

describe('a patch release', () => {
  for (const [title, { code, severity, before, after, where }] of Object.entries(changes)) {
    test(`${title}: ${code}`, async () => {
      const findings = await compare(before, after);
      expect(findings.map((found) => found.code)).toEqual([`against-${code}`]);
      const [found] = findings;
      expect(check('finding', found)).toMatchObject({ ok: true });
      expect(found).toMatchObject({ severity, where: where ?? {} });
      expect(`${found?.message} ${found?.remediation}`).not.toMatch(/undefined|\[object|\n|""/);
      expect(found?.message).toContain('1.2.3');
    });
  }
});

describe('a version that allows it makes a note of it', () => {
  const allowed = Object.entries(changes).filter(([, { allowedBy }]) => allowedBy !== undefined);
  for (const [title, { code, allowedBy, before, after }] of allowed) {
    test(`${title} in ${allowedBy}`, async () => {
      const findings = await compare(before, after, { to: allowedBy ?? '' });
      expect(findings).toMatchObject([{ code: `against-${code}`, severity: 'info' }]);
      expect(findings[0]?.remediation).toContain('changelog');
    });
  }

  test('and says which version that would be', async () => {
    const [found] = await compare({ json: commands, files: both }, { json: { bin: { x: './a.js' } }, files: both });
    expect(found?.remediation).toContain('needs a major version (1.2.3 -> 1.2.4 is none): release 2.0.0 or later');
  });

  test('a new dependency, a licence and an install script are signed off, whatever the version', async () => {
    const after = { license: 'ISC', dependencies: { y: '1' }, scripts: { install: 'x' } };
    const findings = await compare(
      { json: main, files: both },
      { json: { ...main, ...after }, files: both },
      { to: '2.0.0' },
    );
    expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning against-dependency-added',
      'error against-install-script-added',
      'error against-license-changed',
    ]);
  });
});

test('every code of the rules has a fixture', () => {
  const shown = new Set(Object.values(changes).map(({ code }) => `against-${code}`));
  const codes = againstRules.flatMap((rule) => rule.codes);
  expect([...shown, 'against-other-package', 'against-not-newer'].sort()).toEqual(codes.toSorted());
});

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
  const gone = (before: MadePackage, after: MadePackage, contents?: PolicyContents) =>
    compare(before, after, contents ? { contents } : {});

  test('what is read by people, and what tests the package', async () => {
    const aside = {
      'docs/a.md': '',
      'test/a.js': js,
      'CHANGELOG.md': '',
      'a.js.map': '',
      '.npmignore': '',
      LICENSE: '',
    };
    expect(await gone({ json: main, files: { 'a.js': js, ...aside } }, { json: main, files: { 'a.js': js } })).toEqual(
      [],
    );
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
    expect(await gone(before, after)).toEqual([]);
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
    expect(await gone({ json: main, files: files('a/x.hbs') }, { json: main, files: files('b/x.hbs') })).toEqual([]);
  });

  test('a file that could be imported and moved is lost all the same', async () => {
    const before = { json: main, files: { 'a.js': js, 'lib/b.js': 'exports.b = 1;' } };
    const after = { json: main, files: { 'a.js': js, 'dist/b.js': 'exports.b = 1;' } };
    expect(await gone(before, after)).toMatchObject([{ code: 'against-file-removed', args: { path: 'lib/b.js' } }]);
  });

  test('a path that the policy allows to go', async () => {
    const before = { json: main, files: { 'a.js': js, 'assets/x.hbs': 'x' } };
    expect(await gone(before, { json: main, files: { 'a.js': js } }, { allowed: ['assets/**'] })).toEqual([]);
  });

  test('an install script that the policy names', async () => {
    const after = { json: { ...main, scripts: { install: 'node a.js' } }, files: both };
    expect(await gone({ json: main, files: both }, after, { installScripts: ['install'] })).toEqual([]);
  });

  test('an optional peer dependency, and one that was a dependency', async () => {
    const before = { json: { ...main, dependencies: { z: '1' } }, files: both };
    const peers = { peerDependencies: { y: '1', z: '1' }, peerDependenciesMeta: { y: { optional: true } } };
    expect(await gone(before, { json: { ...main, ...peers }, files: both })).toMatchObject([
      { code: 'against-dependency-removed' },
    ]);
  });

  test('a dependency that became optional', async () => {
    const before = { json: { ...main, dependencies: { y: '1' } }, files: both };
    const after = { json: { ...main, optionalDependencies: { y: '1' } }, files: both };
    expect(await gone(before, after)).toEqual([]);
  });

  test('many new dependencies are one finding', async () => {
    const after = {
      json: { ...main, dependencies: { y: '1', z: '2' }, optionalDependencies: { w: '3' } },
      files: both,
    };
    expect(await gone({ json: main, files: both }, after)).toMatchObject([
      { code: 'against-dependency-added', args: { what: 'y (1)', more: 2 } },
    ]);
  });

  test('the file of a command that is gone', async () => {
    const before = { json: { ...main, bin: './b' }, files: { 'a.js': js, b: '#!/bin/sh' } };
    const after = { json: main, files: { 'a.js': js } };
    expect((await gone(before, after)).map(({ code }) => code)).toEqual(['against-bin-removed']);
  });

  test('engines and systems that take more', async () => {
    const before = { json: { ...main, engines: { node: '>=22' }, os: ['linux'] }, files: both };
    const after = { json: { ...main, engines: { node: '>=20' }, os: ['linux', 'darwin'] }, files: both };
    expect(await gone(before, after)).toEqual([]);
  });

  test('a licence written in the old way', async () => {
    const before = { json: { ...main, license: { type: 'MIT', url: 'x' } }, files: both };
    expect(await gone(before, { json: { ...main, license: 'MIT' }, files: both })).toEqual([]);
  });

  test('exports that name every file that could be imported', async () => {
    const exports = { '.': './a.js', './*': './*', './package.json': './package.json' };
    expect(await gone({ json: main, files: both }, { json: { ...main, exports }, files: both })).toEqual([]);
  });

  test('a file that a pattern shuts out was never offered', async () => {
    const exports = { './*': './lib/*.js', './internal/*': null };
    const before = { json: { exports }, files: { 'lib/a.js': js, 'lib/internal/b.js': js } };
    const after = { json: { exports }, files: { 'lib/a.js': js } };
    expect((await gone(before, after)).map(({ code }) => code)).toEqual(['against-internals-removed']);
  });

  test('another file behind a subpath', async () => {
    const json = (target: string) => ({ exports: { './b': target } });
    const moved = { 'lib/b.js': js };
    expect(
      await gone({ json: json('./b.js'), files: { 'b.js': js } }, { json: json('./lib/b.js'), files: moved }),
    ).toEqual([]);
  });

  test('CommonJS below a package.json that says so', async () => {
    const nested = { 'cjs/package.json': '{"type":"commonjs"}', 'cjs/a.js': js };
    const before = { json: { exports: { require: './a.js' } }, files: both };
    const after = { json: { type: 'module', exports: { require: './cjs/a.js' } }, files: nested };
    expect((await gone(before, after)).map(({ code }) => code)).toEqual(['against-internals-removed']);
  });

  test('what an entry point named is said of the entry point alone', async () => {
    const before = { json: { exports: { './b': { types: './b.d.mts', default: './b.mjs' } } } };
    const files = { 'b.mjs': '', 'b.d.mts': '' };
    expect((await gone({ ...before, files }, { json: { exports: {} } })).map(({ code }) => code)).toEqual([
      'against-export-removed',
    ]);
  });

  test('a program without entry point is run and not imported', async () => {
    const before = { json: { bin: './a.js' }, files: both };
    const after = { json: { bin: './a.js' }, files: { 'a.js': js } };
    expect(await gone(before, after)).toMatchObject([{ code: 'against-internals-removed', severity: 'warning' }]);
  });
});

test('exports with more patterns than anybody writes do not take for ever', async () => {
  const exports = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`./${index}/*`, './*']));
  const files = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`${index}.js`, '']));
  const findings = await compare({ json: { exports }, files }, { json: { exports: {} }, files });
  expect(findings).toMatchObject([{ code: 'against-export-removed', args: { more: 1_999 } }]);
}, 20_000);
