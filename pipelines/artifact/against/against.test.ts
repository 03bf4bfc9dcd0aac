import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import type { MadePackage } from '../made-package.ts';
import { againstRules } from './rules.ts';
import { both, commands, compare, js, main } from './two-versions.ts';

const large = (bytes: number): string => 'x'.repeat(bytes);

interface Case {
  code: string;
  severity: Finding['severity'];
  /** what a version that may break, or add, makes of it; not asked where no version helps */
  allowedBy?: string;
  before: MadePackage;
  after: MadePackage;
  where?: Finding['where'];
}

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
  'an empty file that is no code, and another empty one elsewhere': {
    code: 'data-removed',
    severity: 'error',
    before: { json: main, files: { 'a.js': js, 'x/a.hbs': '' } },
    after: { json: main, files: { 'a.js': js, 'y/b.hbs': '' } },
  },
  'a name that is a word of hex digits': {
    code: 'data-removed',
    severity: 'error',
    before: { json: main, files: { 'a.js': js, 'x-facade.hbs': 'a' } },
    after: { json: main, files: { 'a.js': js, 'x-decade.hbs': 'b' } },
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
  'a peer dependency that was optional': {
    code: 'peer-added',
    severity: 'error',
    allowedBy: '2.0.0',
    before: {
      json: { ...main, peerDependencies: { y: '1' }, peerDependenciesMeta: { y: { optional: true } } },
      files: both,
    },
    after: { json: { ...main, peerDependencies: { y: '1' } }, files: both },
    where: { file: 'package.json', pointer: '/peerDependencies/y' },
  },
  'a peer dependency that was optional, and takes more': {
    code: 'peer-added',
    severity: 'error',
    before: {
      json: { ...main, peerDependencies: { y: '1' }, peerDependenciesMeta: { y: { optional: true } } },
      files: both,
    },
    after: { json: { ...main, peerDependencies: { y: '1 || 2' } }, files: both },
  },
  'a dependency that was optional': {
    code: 'optional-required',
    severity: 'error',
    allowedBy: '2.0.0',
    before: { json: { ...main, optionalDependencies: { y: '1' } }, files: both },
    after: { json: { ...main, dependencies: { y: '1' } }, files: both },
    where: { file: 'package.json', pointer: '/dependencies/y' },
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
  'a list of systems where there was none': {
    code: 'platform-narrowed',
    severity: 'error',
    before: { json: main, files: both },
    after: { json: { ...main, os: ['linux'] }, files: both },
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
