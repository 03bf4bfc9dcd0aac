import { createHash } from 'node:crypto';
import { access, constants, copyFile, lstat, readFile, realpath, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseAs } from '../schema/validate.ts';
import { bundledWheel } from './bundled-wheel.ts';
import { smoke } from './smoke.ts';

smoke('--version names the package and the version that were installed', async ({ ktx, context, expect }) => {
  expect(await ktx.version()).toMatchObject(context.subject);
});

smoke('the command is a link to an executable of the package', async ({ context, contract, expect }) => {
  const modules = join(context.project.dir, 'node_modules');
  const bins = join(modules, '.bin');
  const link = join(bins, contract.bin);
  await access(link, constants.X_OK);
  // pnpm writes a script in the link's place, which ends with the path that it runs.
  const text = (await lstat(link)).isSymbolicLink() ? '' : await readFile(link, 'utf8');
  const command = await realpath(resolve(bins, /^# cmd-shim-target=(.+)$/m.exec(text)?.[1] ?? link));
  await access(command, constants.X_OK);
  expect(command).toContain(`${await realpath(join(modules, context.subject.name))}/`);
  expect(await readFile(command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

smoke('the entry point says who it is', async ({ ktx, context, sandbox, command, expect }) => {
  await symlink(join(context.project.dir, 'node_modules'), join(sandbox.work, 'node_modules'));
  await copyFile(join(import.meta.dirname, 'entry-point.mjs'), join(sandbox.work, 'entry-point.mjs'));
  const result = await command([context.tools.node.path, 'entry-point.mjs', context.subject.name]);
  expect(result).toSucceed();
  expect(ktx.readDocument('entry-point', result.stdout).info).toMatchObject(context.subject);
});

smoke('it can be installed on every platform that it has a place on', async ({ ktx, context, expect }) => {
  const file = join(context.project.dir, 'node_modules', context.subject.name, 'package.json');
  const { os } = parseAs('package-manifest', JSON.parse(await readFile(file, 'utf8')), file);
  const platforms = ktx.contract.defaultRoots.map(({ platform }) => platform);
  expect(platforms.filter((platform) => !admits(os, platform))).toEqual([]);
});

smoke('the bundled wheel is the one that its manifest describes', async ({ ktx, context, expect }) => {
  const { path, wheel } = await bundledWheel(ktx, join(context.project.dir, 'node_modules', context.subject.name));
  const bytes = await readFile(path);
  expect(bytes.length).toBe(wheel.bytes);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(wheel.sha256);
});

/** Whether npm installs a package with this "os" there. */
function admits(os: unknown, platform: string): boolean {
  const named: unknown[] = [os ?? []].flat();
  if (named.includes(`!${platform}`)) return false;
  return named.includes(platform) || named.includes('any') || named.every((name) => String(name).startsWith('!'));
}
