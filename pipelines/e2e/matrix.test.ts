/** The matrix as it is run: real package managers, a small package, and no other network than the managers come from. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Report } from '../../schemas/types.ts';
import { answeringServer } from '../registry/answering-server.ts';
import { type MatrixPlace, makeSmallPackage, openMatrixPlace } from './small-package.ts';
import { exitOf, onlyReport } from './workplace.ts';

const managers = (...names: string[]) => ['--pm', names.join(','), '--node', '24'];

const local = 'ways-in > installed in a project, it runs as the package manager runs it';
const once = 'ways-in > without being installed, by npx or its like, it runs';

/** Which smokes failed, and where. */
const failed = ({ smokes }: Report) =>
  smokes.flatMap(({ name, cell, outcome }) => (outcome === 'failed' ? `${cell} ${name}` : [])).toSorted();

/** The ways in without a proof of which bytes ran, whatever these came to. */
const unproved = ({ smokes }: Report) =>
  smokes.flatMap(({ name, cell, outcome, record }) => {
    const isShown = record?.steps.some(({ title }) => title.startsWith('it has the packed bytes: 4 files in '));
    return name.startsWith('ways-in > ') && outcome !== 'not-applicable' && !isShown ? [`${cell} ${name}`] : [];
  });

/** On a machine that has to fetch the managers first. */
const timeoutMs = 280_000;
vi.setConfig({ testTimeout: 300_000 });

/** How each cell came out. */
const outcomes = ({ cells }: Report) =>
  Object.fromEntries(cells.map(({ id, outcome, reason }) => [id, reason ? `${outcome}: ${reason}` : outcome]));

/** Settings of the one who runs this, and of a project that the temporary directory is in: each would change what is found. */
async function makeHostile({ home, tmp, dir, env }: MatrixPlace, url: string): Promise<void> {
  const npmrc = [
    `registry=${url}`,
    'min-release-age=365',
    'minimum-release-age=999999',
    'hoist=true',
    'shamefully-hoist=true',
    'node-linker=hoisted',
    'ignore-scripts=true',
    'engine-strict=true',
    'dry-run=true',
  ];
  const yarnrc = {
    npmRegistryServer: url,
    npmMinimalAgeGate: '999d',
    nodeLinker: 'node-modules',
    httpProxy: url,
    enableNetwork: false,
    yarnPath: '/nonexistent/yarn.cjs',
    unsafeHttpWhitelist: [],
  };
  const files = {
    '.npmrc': `${npmrc.join('\n')}\n`,
    '.yarnrc.yml': JSON.stringify(yarnrc),
    'bunfig.toml': `[install]\nregistry = "${url}"\nminimumReleaseAge = 99999999\nlinker = "isolated"\n`,
    '.bunfig.toml': `[install]\nregistry = "${url}"\nminimumReleaseAge = 99999999\n`,
    'pnpm-workspace.yaml': JSON.stringify({ packages: ['**'], shamefullyHoist: true, minimumReleaseAge: 999999 }),
    'package.json': JSON.stringify({ private: true, workspaces: ['**'], packageManager: 'pnpm@1.0.0', type: 'module' }),
    ...Object.fromEntries(['.pnpmfile.cjs', '.pnpmfile.mjs', '.pnp.loader.mjs'].map((name) => [name, 'throw 1;\n'])),
    ...Object.fromEntries(['yarn.lock', 'package-lock.json', 'pnpm-lock.yaml', 'bun.lock'].map((name) => [name, '{'])),
    '.env': `NODE_OPTIONS=--require=/nonexistent\nNPM_CONFIG_REGISTRY=${url}\n`,
    '.yarnrc': `registry "${url}"\n`,
    '.config/pnpm/rc': `registry=${url}\nshamefully-hoist=true\n`,
  };
  for (const place of [home, tmp, dir]) {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(place, path)), { recursive: true });
      await writeFile(join(place, path), text);
    }
  }
  Object.assign(env, {
    npm_config_registry: url,
    npm_config_min_release_age: '365',
    npm_config_minimum_release_age: '999999',
    pnpm_config_minimum_release_age: '999999',
    npm_config_shamefully_hoist: 'true',
    YARN_NPM_REGISTRY_SERVER: url,
    YARN_ENABLE_NETWORK: '0',
    YARN_NODE_LINKER: 'node-modules',
    BUN_CONFIG_REGISTRY: url,
    HTTP_PROXY: url,
    http_proxy: url,
  });
}

test('a dependency that only hoisting provides is caught where nothing is hoisted, whatever settings are around', async () => {
  await using place = await openMatrixPlace();
  await using elsewhere = await answeringServer();
  const source = join(place.dir, 'source');
  place.others.serve({ name: 'far-dependency', version: '1.0.0' });
  place.others.serve({ name: 'near-dependency', version: '1.0.0', dependencies: { 'far-dependency': '1.0.0' } });
  await makeSmallPackage(source, {
    code: "require('far-dependency/package.json');\n",
    dependencies: { 'near-dependency': '1.0.0' },
  });
  await makeHostile(place, elsewhere.url);
  const before = await readdir(place.tmp);

  const result = await place.shakedown(['verify', source, ...managers('npm@11', 'pnpm', 'yarn', 'bun')], { timeoutMs });
  const report = await onlyReport(place);
  expect(outcomes(report), result.stderr).toEqual({
    'npm@11-node@24': 'passed',
    'pnpm-node@24': 'failed: identity: command-does-not-run',
    'yarn-node@24': expect.stringMatching(/^failed: 2 smokes failed: /),
    'bun-node@24': 'passed',
  });
  expect(failed(report)).toEqual([`yarn-node@24 ${local}`, `yarn-node@24 ${once}`].toSorted());
  // Of every way the process that ran has told that its files are those that were verified.
  expect(unproved(report)).toEqual([]);
  const said = report.findings.find(({ code }) => code === 'command-does-not-run');
  expect(said).toMatchObject({ where: { cell: 'pnpm-node@24' }, message: expect.stringContaining('far-dependency') });
  expect(elsewhere.asked).toEqual([]);
  // What failed is kept, and nobody has taken the directory above for a project.
  expect((await readdir(place.tmp)).filter((name) => !name.startsWith('shakedown-'))).toEqual(before);
  expect(exitOf(result)).toBe(1);
});

test('a first line that ends in CRLF is caught where the manager does not mend it', async () => {
  await using place = await openMatrixPlace({ rules: { 'bin-shebang-crlf': 'warning' } });
  const source = join(place.dir, 'source');
  await makeSmallPackage(source, { shebang: '#!/usr/bin/env node\r\n' });
  const result = await place.shakedown(['verify', source, ...managers('pnpm', 'yarn', 'bun')], { timeoutMs });
  const report = await onlyReport(place);
  expect(outcomes(report), result.stderr).toEqual({
    'pnpm-node@24': 'passed',
    'yarn-node@24': 'failed: identity: command-does-not-run',
    'bun-node@24': 'passed',
  });
  expect(unproved(report)).toEqual([]);
  expect(exitOf(result)).toBe(1);
});
