import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Finding } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { packageMaker } from '../made-package.ts';
import { findingsOf, madeDirectory } from './made-directory.ts';
import { mostFiles, publint, sayPublint } from './publint.ts';
import { scanByPublint } from './scan-publint.ts';

const esm = 'export const a = 1;\n';
const cjs = 'module.exports = { a: 1 };\n';
const marked = 'Object.defineProperty(exports, "__esModule", { value: true });\nexports.default = something();\n';
const base = { name: 'x', version: '1.0.0', type: 'commonjs', engines: { node: '>=22' } };

async function lint(json: Record<string, unknown>, files: Record<string, string>): Promise<Finding[]> {
  const packageJson = { ...base, ...json };
  const dir = await madeDirectory({ 'package.json': JSON.stringify(packageJson), ...files });
  try {
    const scan = await scanByPublint(dir);
    expect(check('scan-result', scan)).toMatchObject({ ok: true });
    return findingsOf((report) => sayPublint(scan, packageJson, report));
  } finally {
    await rm(dir, { recursive: true });
  }
}

interface Case {
  json: Record<string, unknown>;
  files: Record<string, string>;
  code: string;
  pointer?: string;
}

const broken: Record<string, Case> = {
  'an ES module where CommonJS is expected, without saying': {
    json: {},
    files: { 'index.js': esm },
    code: 'implicit-index-js-invalid-format',
  },
  'an ES module where main is CommonJS': {
    json: { main: './a.js' },
    files: { 'a.js': esm },
    code: 'file-invalid-format',
    pointer: '/main',
  },
  'CommonJS in an .mjs': {
    json: { main: './a.mjs' },
    files: { 'a.mjs': cjs },
    code: 'file-invalid-explicit-format',
    pointer: '/main',
  },
  'an ending that does not exist': {
    json: { exports: './a.mjsx' },
    files: { 'a.mjsx': esm },
    code: 'file-invalid-jsx-extension',
    pointer: '/exports',
  },
  'a file for bundlers that is not packed': {
    json: { unpkg: './dist/x.js' },
    files: {},
    code: 'file-does-not-exist',
    pointer: '/unpkg',
  },
  'CommonJS in module': {
    json: { module: './a.js', exports: './a.js' },
    files: { 'a.js': cjs },
    code: 'module-should-be-esm',
    pointer: '/module',
  },
  'CommonJS for bundlers': {
    json: { exports: { module: './a.js', default: './a.js' } },
    files: { 'a.js': cjs },
    code: 'exports-module-should-be-esm',
    pointer: '/exports/module',
  },
  'a directory by a slash': {
    json: { exports: { './lib/': './lib/' } },
    files: { 'lib/a.js': cjs },
    code: 'exports-glob-no-deprecated-subpath-mapping',
    pointer: '/exports/.~1lib~1',
  },
  'types last': {
    json: { exports: { require: './a.js', types: './a.d.ts' } },
    files: { 'a.js': cjs, 'a.d.ts': 'export {};' },
    code: 'exports-types-should-be-first',
    pointer: '/exports/types',
  },
  'module behind require': {
    json: { exports: { require: './a.js', module: './a.mjs' } },
    files: { 'a.js': cjs, 'a.mjs': esm },
    code: 'exports-module-should-precede-require',
    pointer: '/exports/module',
  },
  'default first': {
    json: { exports: { default: './a.js', require: './a.js' } },
    files: { 'a.js': cjs },
    code: 'exports-default-should-be-last',
    pointer: '/exports/default',
  },
  'no entry point of the package itself': {
    json: { main: './a.js', exports: { './b': './a.js' } },
    files: { 'a.js': cjs },
    code: 'exports-missing-root-entrypoint',
    pointer: '/exports',
  },
  'alternatives in exports': {
    json: { exports: ['./a.js', './b.js'] },
    files: { 'a.js': cjs, 'b.js': cjs },
    code: 'exports-fallback-array-use',
    pointer: '/exports',
  },
  'a build for workers that browser replaces': {
    json: { browser: { './a.mjs': './b.mjs' }, exports: { worker: './a.mjs', default: './b.mjs' } },
    files: { 'a.mjs': esm, 'b.mjs': esm },
    code: 'exports-value-conflicts-with-browser',
    pointer: '/exports/worker',
  },
  'an import without #': {
    json: { imports: { dep: './a.js' } },
    files: { 'a.js': cjs },
    code: 'imports-key-invalid',
    pointer: '/imports/dep',
  },
  'an import of a file without ./': {
    json: { imports: { '#a': '../a.js' } },
    files: { 'a.js': cjs },
    code: 'imports-value-invalid',
    pointer: '/imports/#a',
  },
  'imports of a directory by a slash': {
    json: { imports: { '#a/': './lib/' } },
    files: { 'lib/a.js': cjs },
    code: 'imports-glob-no-deprecated-subpath-mapping',
    pointer: '/imports/#a~1',
  },
  'default first in imports': {
    json: { imports: { '#a': { default: './a.js', require: './a.js' } } },
    files: { 'a.js': cjs },
    code: 'imports-default-should-be-last',
    pointer: '/imports/#a/default',
  },
  'module behind require in imports': {
    json: { imports: { '#a': { require: './a.js', module: './a.mjs' } } },
    files: { 'a.js': cjs, 'a.mjs': esm },
    code: 'imports-module-should-precede-require',
    pointer: '/imports/#a/module',
  },
  'CommonJS for bundlers in imports': {
    json: { imports: { '#a': { module: './a.js', default: './a.js' } } },
    files: { 'a.js': cjs },
    code: 'imports-module-should-be-esm',
    pointer: '/imports/#a/module',
  },
  'alternatives in imports': {
    json: { imports: { '#a': ['./a.js', './b.js'] } },
    files: { 'a.js': cjs, 'b.js': cjs },
    code: 'imports-fallback-array-use',
    pointer: '/imports/#a',
  },
  'a default beside __esModule': {
    json: { main: './a.js' },
    files: { 'a.js': marked },
    code: 'cjs-with-esmodule-default-export',
    pointer: '/main',
  },
  'exports in a package.json further down': {
    json: {},
    files: { 'lib/package.json': '{"exports": "./a.js"}' },
    code: 'nested-package-json-field-ignored',
  },
  'a field of the wrong type': {
    json: { unpkg: true },
    files: {},
    code: 'field-invalid-value-type',
    pointer: '/unpkg',
  },
  'a repository that is no address': {
    json: { repository: { type: 'git', url: 'just words' } },
    files: {},
    code: 'invalid-repository-value',
    pointer: '/repository/url',
  },
  'a repository in words': {
    json: { repository: 'our server' },
    files: {},
    code: 'invalid-repository-value',
    pointer: '/repository',
  },
  'an address that GitHub has given up': {
    json: { repository: { type: 'git', url: 'git://github.com/a/b.git' } },
    files: {},
    code: 'invalid-repository-value',
    pointer: '/repository/url',
  },
  'a command that does not say which Node it needs': {
    json: { engines: {}, main: './a.js', bin: './bin.js' },
    files: { 'a.js': cjs, 'bin.js': `#!/usr/bin/env node\n${cjs}` },
    code: 'use-engines-node',
    pointer: '/engines',
  },
  'a licence that is not stated': { json: {}, files: { LICENSE: 'MIT' }, code: 'use-license' },
  'a field of old bundlers': {
    json: { jsnext: './a.mjs' },
    files: { 'a.mjs': esm },
    code: 'deprecated-field-jsnext',
    pointer: '/jsnext',
  },
};

for (const [title, { json, files, code, pointer }] of Object.entries(broken)) {
  test(title, async () => {
    const findings = await lint(json, files);
    expect(findings.map((found) => found.code)).toEqual([`publint-${code}`]);
    const [found] = findings;
    expect(check('finding', found)).toMatchObject({ ok: true });
    expect(found?.where.pointer).toBe(pointer);
    expect(`${found?.message} ${found?.remediation}`).not.toMatch(/undefined|\[object|\n|""/);
  });
}

test('every code of the rule has a fixture', () => {
  const shown = Object.values(broken).map(({ code }) => `publint-${code}`);
  expect(new Set([...shown, 'publint-not-asked', 'publint-not-finished'])).toEqual(new Set(publint.codes));
});

test('a sound package', async () => {
  const exports = { '.': { types: './a.d.mts', import: './a.mjs', require: './a.cjs' } };
  const files = { 'a.mjs': esm, 'a.cjs': cjs, 'a.d.mts': 'export declare const a: 1;', LICENSE: 'MIT' };
  expect(await lint({ exports, license: 'MIT' }, files)).toEqual([]);
});

test('CommonJS that has an export statement in a string is no ES module', async () => {
  const code = `const text = \`\nexport default 1;\nimport x from "y";\n\`;\nmodule.exports = text;\n`;
  expect(await lint({ main: './a.js' }, { 'a.js': code })).toEqual([]);
});

test('what our own rules say is not said again', async () => {
  const json = { main: './gone.js', types: './gone.d.ts', exports: './gone.js', dependencies: { y: 'file:../y' } };
  const repository = { type: 'git', url: 'https://github.com/a/b.git' };
  for (const each of [repository, repository.url, 'github:a/b', 'https://git.example.org/a/b']) {
    const files = { 'a.js': cjs, 'test/a.test.js': '' };
    expect(await lint({ ...json, bin: './a.js', repository: each }, files)).toEqual([]);
  }
});

test('a pattern for any file says nothing about how one of them is imported', async () => {
  const exports = { './locales/*': { import: './locales/*', require: './locales/*' } };
  const files = { 'locales/de.cjs': marked, 'locales/de.js': esm };
  expect(await lint({ type: 'module', exports }, files)).toEqual([]);
});

test('a library without engines, and a copy of another package', async () => {
  const copied = JSON.stringify({ name: 'y', version: '1.0.0', exports: './y.js' });
  const files = { 'a.js': cjs, 'vendor/y/package.json': copied };
  expect(await lint({ engines: {}, main: './a.js' }, files)).toEqual([]);
});

test('types may stand behind a condition that TypeScript does not look at', async () => {
  const exports = { '@x/source': './src/a.js', browser: './a.js', types: './a.d.ts', default: './a.js' };
  expect(await lint({ exports }, { 'a.js': cjs, 'src/a.js': cjs, 'a.d.ts': 'export {};' })).toEqual([]);
});

test('says the same of one place once', async () => {
  const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`lib/${name}.js`, esm]));
  const findings = await lint({ exports: { './*': './lib/*.js' } }, files);
  expect(findings.map(({ code }) => code)).toEqual(['publint-file-invalid-format']);
});

test('a path out of the package is not followed', async () => {
  expect(await lint({ module: '../../../../../../dev/zero' }, {})).toMatchObject([
    { code: 'publint-file-does-not-exist' },
  ]);
});

test('is not asked about more files than it can take, and that is said', async () => {
  await using maker = await packageMaker();
  const files = Object.fromEntries(Array.from({ length: mostFiles }, (_, index) => [`${index}.txt`, '']));
  const made = { json: { ...base, main: './a.js' }, files };
  expect(await maker.inspect(made, { rules: [publint] })).toMatchObject([
    { code: 'publint-not-asked', severity: 'info', args: { files: mostFiles + 1, most: mostFiles } },
  ]);
});

test('the rule runs it in a process of its own', async () => {
  await using maker = await packageMaker();
  const made = { json: { ...base, main: './a.js' }, files: { 'a.js': esm } };
  const findings = await maker.inspect(made, { rules: [publint] });
  expect(findings).toMatchObject([
    { code: 'publint-file-invalid-format', severity: 'warning', where: { file: 'package.json', pointer: '/main' } },
  ]);
});
