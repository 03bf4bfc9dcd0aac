import { appendFile, mkdir, mkdtemp, readFile, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyProject } from './project-copy.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'copy-')));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function addPackage(modules: string, name: string, fields: object = {}): Promise<string> {
  const dir = join(modules, name);
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js', ...fields }));
  await writeFile(join(dir, 'index.js'), `module.exports = ${JSON.stringify(name)};`);
  return dir;
}

test.each(['@scope/under-test', 'under-test'])('%s is copied, its neighbours are linked', async (name) => {
  const modules = join(root, 'project', 'node_modules');
  const original = await addPackage(modules, name, { bin: { command: './index.js' } });
  await addPackage(modules, 'plain');
  await addPackage(modules, '@scope/neighbour');
  await mkdir(join(modules, '.bin'));

  const copy = await copyProject(join(root, 'project'), name, join(root, 'copy'));
  await appendFile(join(copy.packageDir, 'index.js'), '// changed');
  expect(await readFile(join(original, 'index.js'), 'utf8')).not.toContain('changed');
  const require = createRequire(join(copy.packageDir, 'index.js'));
  const neighbours = ['plain', '@scope/neighbour'];
  expect(neighbours.map((neighbour) => require(neighbour))).toEqual(neighbours);
  expect(await readlink(join(copy.dir, 'node_modules', '.bin', 'command'))).toBe(join(copy.packageDir, 'index.js'));
});

test('a package that is itself a link is copied with the neighbours of where it really is', async () => {
  const store = join(root, 'project', 'node_modules', '.store', 'under-test@1.0.0', 'node_modules');
  await addPackage(store, 'under-test', { bin: './index.js' });
  await addPackage(store, 'its-dependency');
  await symlink(join(store, 'under-test'), join(root, 'project', 'node_modules', 'under-test'));

  const copy = await copyProject(join(root, 'project'), 'under-test', join(root, 'copy'));
  expect(await realpath(copy.packageDir)).toBe(join(root, 'copy', 'node_modules', 'under-test'));
  expect(createRequire(join(copy.packageDir, 'index.js'))('its-dependency')).toBe('its-dependency');
  expect(await realpath(join(copy.dir, 'node_modules', '.bin', 'under-test'))).toBe(join(copy.packageDir, 'index.js'));
});
