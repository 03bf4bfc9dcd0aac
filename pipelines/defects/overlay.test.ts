import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { overlay } from './overlay.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'overlay-')));
});
afterEach(() => rm(root, { recursive: true }));

async function put(file: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), content);
}

test("the package's files are those that were packed; the rest of the project is as npm made it", async () => {
  const modules = 'healthy/node_modules';
  await put(`${modules}/@a/b/bin.js`, 'healthy');
  await put(`${modules}/@a/b/gone.js`, 'healthy');
  await put(`${modules}/@a/b/node_modules/nested/index.js`, 'put here by npm');
  await put(`${modules}/neighbour/index.js`, 'neighbour');
  await mkdir(join(root, modules, '.bin'));
  await symlink('../@a/b/bin.js', join(root, modules, '.bin', 'b'));
  await put('package/bin.js', 'broken');
  await put('package/new.js', 'new');
  await chmod(join(root, 'package/bin.js'), 0o644);
  const file = join(root, 'b.tgz');
  await create({ file, gzip: true, cwd: root }, ['package']);

  const healthy = { name: '@a/b', files: ['bin.js', 'gone.js'], projectDir: join(root, 'healthy') };
  await overlay({ file, commands: ['bin.js'] }, healthy, join(root, 'project'));

  const project = join(root, 'project', 'node_modules');
  expect((await readdir(join(project, '@a', 'b'))).toSorted()).toEqual(['bin.js', 'new.js', 'node_modules']);
  expect(await readFile(join(project, '@a', 'b', 'node_modules', 'nested', 'index.js'), 'utf8')).toBe(
    'put here by npm',
  );
  expect(await readFile(join(project, 'neighbour', 'index.js'), 'utf8')).toBe('neighbour');
  const command = join(project, '.bin', 'b');
  expect((await lstat(command)).isSymbolicLink()).toBe(true);
  expect(await readFile(command, 'utf8')).toBe('broken');
  expect((await stat(command)).mode & 0o111).toBe(0o111);
  expect(await readFile(join(root, modules, '@a', 'b', 'bin.js'), 'utf8')).toBe('healthy');
});

test('a tarball that is damaged is not laid over anything', async () => {
  await put('healthy/node_modules/b/bin.js', 'healthy');
  await put('package/bin.js', 'broken');
  const file = join(root, 'b.tar');
  await create({ file, cwd: root }, ['package/bin.js']);
  const bytes = await readFile(file);
  await writeFile(file, Buffer.concat([Buffer.from('another name'), bytes.subarray(12)]));
  const healthy = { name: 'b', files: [], projectDir: join(root, 'healthy') };
  await expect(overlay({ file, commands: [] }, healthy, join(root, 'project'))).rejects.toThrow('checksum');
});
