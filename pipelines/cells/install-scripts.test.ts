import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { packagesWithInstallScripts } from './install-scripts.ts';

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'scripts-'));
  return () => rm(project, { recursive: true, force: true });
});

async function installed(path: string, fields: Record<string, unknown>, files: readonly string[] = []): Promise<void> {
  const dir = join(project, 'node_modules', path);
  await mkdir(dir, { recursive: true });
  const name = path.split('node_modules/').at(-1);
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...fields }));
  for (const file of files) await writeFile(join(dir, file), '');
}

test('finds them wherever a package manager puts a package, and nobody else', async () => {
  await installed('plain', { scripts: { test: 'x', prepare: 'x' } });
  await installed('@scope/post', { scripts: { postinstall: 'x' } });
  await installed('plain/node_modules/nested', { scripts: { preinstall: 'x' } });
  await installed('.pnpm/stored@1.0.0/node_modules/stored', { scripts: { install: 'x' } });
  await installed('compiled', {}, ['binding.gyp']);
  await installed('not-compiled', { gypfile: false }, ['binding.gyp']);
  expect(await packagesWithInstallScripts(project)).toEqual(['@scope/post', 'compiled', 'nested', 'stored']);
});

test('a project without dependencies, a damaged package and a link that goes round have none', async () => {
  expect(await packagesWithInstallScripts(project)).toEqual([]);
  await installed('damaged', {});
  await writeFile(join(project, 'node_modules', 'damaged', 'package.json'), '{');
  await symlink('..', join(project, 'node_modules', 'round'));
  await writeFile(join(project, 'node_modules', '.package-lock.json'), '{}');
  expect(await packagesWithInstallScripts(project)).toEqual([]);
});
