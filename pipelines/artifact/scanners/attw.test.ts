import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Finding } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { packageMaker } from '../made-package.ts';
import { attw, sayAttw } from './attw.ts';
import { findingsOf, madeDirectory } from './made-directory.ts';
import { scanByAttw } from './scan-attw.ts';

async function resolved(json: Record<string, unknown>, files: Record<string, string>): Promise<Finding[]> {
  const packageJson = { name: 'x', version: '1.0.0', ...json };
  const dir = await madeDirectory({ 'package.json': JSON.stringify(packageJson), ...files });
  try {
    const scan = await scanByAttw(dir, packageJson);
    expect(check('scan-result', scan)).toMatchObject({ ok: true });
    return findingsOf((report) => sayAttw(scan, packageJson, report));
  } finally {
    await rm(dir, { recursive: true });
  }
}

const types = 'export declare const a: number;\n';
const cjs = 'exports.a = 1;\n';
const esm = 'export const a = 1;\n';

interface Case {
  json: Record<string, unknown>;
  files: Record<string, string>;
  code: string;
  where?: Finding['where'];
}

const broken: Record<string, Case> = {
  'an entry that leads nowhere': {
    json: { exports: { '.': './a.js', './b': './b.js' } },
    files: { 'a.js': cjs, 'a.d.ts': types },
    code: 'no-resolution',
    where: { file: 'package.json', pointer: '/exports/.~1b' },
  },
  'one entry with types and one without': {
    json: { exports: { '.': './a.js', './b': './b.js' } },
    files: { 'a.js': cjs, 'a.d.ts': types, 'b.js': cjs },
    code: 'untyped-resolution',
    where: { file: 'package.json', pointer: '/exports/.~1b' },
  },
  'one declaration file for both kinds of module, CommonJS': {
    json: { exports: { types: './a.d.ts', import: './a.mjs', require: './a.js' } },
    files: { 'a.js': cjs, 'a.mjs': esm, 'a.d.ts': types },
    code: 'false-cjs',
    where: { file: 'package.json', pointer: '/exports' },
  },
  'one declaration file for both kinds of module, ES module': {
    json: { type: 'module', exports: { types: './a.d.ts', import: './a.js', require: './a.cjs' } },
    files: { 'a.js': esm, 'a.cjs': cjs, 'a.d.ts': types },
    code: 'false-esm',
  },
  'require leads to an ES module': {
    json: { exports: { '.': { import: './a.mjs', require: './a.mjs' } } },
    files: { 'a.mjs': esm, 'a.d.mts': types },
    code: 'cjs-resolves-to-esm',
    where: { file: 'package.json', pointer: '/exports/.' },
  },
  'names that Node does not see': {
    json: { exports: './a.js' },
    files: { 'a.js': 'const all = { a: 1 };\nmodule.exports = all;\n', 'a.d.ts': types },
    code: 'named-exports',
  },
  'types found behind a condition that failed': {
    json: { exports: { import: './gone.mjs', default: './a.js', require: './a.js' } },
    files: { 'a.js': cjs, 'a.d.ts': types },
    code: 'fallback-condition',
  },
  'a default that is not there': {
    json: { exports: './a.js' },
    files: { 'a.js': 'module.exports = function a() {};\n', 'a.d.ts': 'export default function a(): void;\n' },
    code: 'false-export-default',
  },
  'a default and module.exports': {
    json: { exports: './a.js' },
    files: {
      'a.js': 'function a() {}\nmodule.exports = a;\nmodule.exports.default = a;\n',
      'a.d.ts': 'export default function a(): void;\n',
    },
    code: 'missing-export-equals',
  },
  'a default alone': {
    json: { exports: './a.js' },
    files: {
      'a.js': 'Object.defineProperty(exports, "__esModule", { value: true });\nexports.default = 1;\n',
      'a.d.ts': 'declare const a: number;\nexport default a;\n',
    },
    code: 'cjs-only-exports-default',
    where: { file: 'a.js' },
  },
  'an ES module in a .cjs': {
    json: { exports: { '.': { types: './a.d.cts', default: './a.cjs' } } },
    files: { 'a.cjs': esm, 'a.d.cts': types },
    code: 'unexpected-module-syntax',
    where: { file: 'a.cjs' },
  },
  'declarations that import a file that is not packed': {
    json: { exports: './a.js' },
    files: { 'a.js': cjs, 'a.d.ts': `\nexport { b } from './b.js';\n${types}` },
    code: 'internal-resolution-error',
    where: { file: 'a.d.ts', line: 2 },
  },
};

for (const [title, { json, files, code, where }] of Object.entries(broken)) {
  test(title, async () => {
    const findings = await resolved(json, files);
    expect(findings.map((found) => found.code)).toContain(`attw-${code}`);
    const found = findings.find((each) => each.code === `attw-${code}`);
    expect(check('finding', found)).toMatchObject({ ok: true });
    if (where) expect(found?.where).toMatchObject(where);
    expect(`${found?.message} ${found?.remediation}`).not.toMatch(/undefined|\[object|\n|""|\/node_modules\//);
  });
}

test('every code of the rule has a fixture', () => {
  const shown = Object.values(broken).map(({ code }) => `attw-${code}`);
  expect([...shown, 'attw-not-finished'].sort()).toEqual(attw.codes.toSorted());
});

test('declarations for each kind of module', async () => {
  const exports = {
    import: { types: './a.d.mts', default: './a.mjs' },
    require: { types: './a.d.cts', default: './a.cjs' },
  };
  const files = { 'a.mjs': esm, 'a.cjs': cjs, 'a.d.mts': types, 'a.d.cts': types };
  expect(await resolved({ exports }, files)).toEqual([]);
});

test('ES modules alone are a decision', async () => {
  const json = { type: 'module', exports: { '.': { types: './a.d.ts', default: './a.js' }, './b': './b.js' } };
  expect(await resolved(json, { 'a.js': esm, 'a.d.ts': types, 'b.js': esm, 'b.d.ts': types })).toEqual([]);
});

test('a stylesheet and a document have no types', async () => {
  const exports = { '.': './a.js', './a.css': './a.css', './package.json': './package.json' };
  expect(await resolved({ exports }, { 'a.js': cjs, 'a.d.ts': types, 'a.css': 'a {}' })).toEqual([]);
});

test('many entry points with one fault are one finding', async () => {
  const names = ['a', 'b', 'c'];
  const exports = Object.fromEntries(
    names.map((name) => [`./${name}`, { types: `./${name}.d.ts`, import: `./${name}.mjs`, require: `./${name}.js` }]),
  );
  const files = names.flatMap((name) => [
    [`${name}.js`, cjs],
    [`${name}.mjs`, esm],
    [`${name}.d.ts`, types],
  ]);
  expect(await resolved({ exports }, Object.fromEntries(files))).toMatchObject([
    { code: 'attw-false-cjs', args: { entrypoint: './a', more: 2 } },
  ]);
});

test('nothing is said of what is in a bundle too large to be read', async () => {
  const files = { 'a.js': `${cjs}//${'.'.repeat(200_000)}`, 'a.d.ts': types };
  expect(await resolved({ exports: './a.js' }, files)).toEqual([]);
});

test('the rule runs it in a process of its own, and only for a package with types of its own', async () => {
  await using maker = await packageMaker();
  const json = { exports: { types: './a.d.ts', import: './a.mjs', require: './a.js' } };
  const files = { 'a.js': cjs, 'a.mjs': esm, 'a.d.ts': types };
  expect(await maker.inspect({ json, files }, { rules: [attw] })).toMatchObject([{ code: 'attw-false-cjs' }]);
  const bundled = { 'a.js': cjs, 'node_modules/y/y.d.ts': types };
  const env = { NODE_OPTIONS: '--no-such-option' };
  expect(await maker.inspect({ json: { exports: './a.js' }, files: bundled }, { rules: [attw], env })).toEqual([]);
});
