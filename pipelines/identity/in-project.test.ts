import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Artifact } from '../artifact/artifact.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import { proveInProject } from './in-project.ts';

const registry = 'http://127.0.0.1:4873/run/';
const files = { 'bin.js': '#!/usr/bin/env node\n', 'lib/a.js': 'a', 'node_modules/bundled/b.js': 'b' };
let bench: NpmBench;
let artifact: Artifact;
beforeAll(async () => {
  bench = openNpmBench();
  artifact = await bench.artifact({ name: '@scope/x', version: '1.0.0', bundledDependencies: ['bundled'] }, files);
});
afterAll(() => bench[Symbol.asyncDispose]());

async function project(name: string, lockfile: Record<string, string>): Promise<string> {
  const dir = bench.dir(name);
  for (const [path, text] of Object.entries(lockfile)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  return dir;
}

const prove = async (manager: 'pnpm' | 'bun' | 'yarn', lockfile: Record<string, string>) => {
  const dir = await project(`${manager}-${Math.random()}`, lockfile);
  return await proveInProject(manager, artifact, dir, registry);
};

/** As pnpm 12 wrote it. */
const pnpmLock = (integrity: string): string => `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@scope/x':
        specifier: 1.0.0
        version: 1.0.0

packages:

  '@scope/x@1.0.0':
    resolution: {integrity: ${integrity}}
    engines: {node: '>=22'}
    hasBin: true
`;

/** As bun 1.4 wrote it, with its commas too many. */
const bunLock = (integrity: string): string => `{
  "lockfileVersion": 2,
  "workspaces": {
    "": { "name": "project", "dependencies": { "@scope/x": "1.0.0", }, },
  },
  "packages": {
    "@scope/x": ["@scope/x@1.0.0", "${registry}@scope/x/-/x-1.0.0.tgz", { "bin": { "x": "bin.js" } }, "${integrity}"],
  }
}
`;
const other = `sha512-${'A'.repeat(86)}==`;

test.for([
  ['pnpm', 'pnpm-lock.yaml', pnpmLock],
  ['bun', 'bun.lock', bunLock],
] as const)('%s: its lockfile has the integrity of the packed bytes, or others', async ([manager, file, lock]) => {
  const { integrity } = artifact.manifest;
  const expected = { at: 'lockfile in the project', expected: integrity };
  expect(await prove(manager, { [file]: lock(integrity) })).toMatchObject({ ...expected, same: true });
  expect(await prove(manager, { [file]: lock(other) })).toMatchObject({ ...expected, found: other, same: false });
  const without = lock(integrity).replaceAll('@scope/x', '@scope/y');
  expect(await prove(manager, { [file]: without })).toMatchObject({ found: 'no entry with an integrity', same: false });
});

test.for(['pnpm', 'bun'] as const)('%s: no lockfile, or what is none, is no proof', async (manager) => {
  const file = manager === 'pnpm' ? 'pnpm-lock.yaml' : 'bun.lock';
  expect(await prove(manager, {})).toMatchObject({ same: false });
  expect(await prove(manager, { [file]: 'packages: [' })).toMatchObject({ same: false });
});

test("yarn: the installed files are the packed ones; what is bundled is the manager's to place", async () => {
  const installed = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`node_modules/@scope/x/${path}`, text]),
  );
  const manifest = 'node_modules/@scope/x/package.json';
  const packed = JSON.stringify({ name: '@scope/x', version: '1.0.0', bundledDependencies: ['bundled'] });
  const own = Object.entries(installed).filter(([path]) => !path.includes('bundled'));
  const all: Record<string, string> = { ...Object.fromEntries(own), [manifest]: packed };
  const proved = await prove('yarn', all);
  expect(proved).toMatchObject({
    at: 'files in the project',
    same: true,
    found: expect.stringMatching(/^3 files, sha256-/),
  });
  const changed = await prove('yarn', { ...all, 'node_modules/@scope/x/lib/a.js': 'A' });
  expect(changed).toMatchObject({ same: false, found: '1 not as packed: lib/a.js (other bytes)' });
  const missing = Object.entries(all).filter(([path]) => !path.endsWith('/bin.js'));
  expect(await prove('yarn', Object.fromEntries(missing))).toMatchObject({
    same: false,
    found: '1 not as packed: bin.js (ENOENT)',
  });
});
