import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LauncherSandbox } from './launcher-sandbox.ts';

test('runs the program below node_modules, where Node strips no types, and leaves no cache behind', async () => {
  const sandbox = await LauncherSandbox.create('node_modules/@shakedown/cli');
  const launcher = sandbox.start(['facts'], { tooOld: false });
  const { code, stdout, stderr } = await launcher.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ pid: launcher.pid });
  expect(await readdir(join(sandbox.root, 'tmp'))).toEqual([]);
});

test('keeps what it compiled in the cache, and does without where the cache cannot be used', async () => {
  const sandbox = await LauncherSandbox.create();
  await sandbox.run(['facts'], { tooOld: false });
  expect(await readdir(join(sandbox.root, 'cache/shakedown/compiled'))).toHaveLength(1);
  const file = sandbox.note('file');
  await writeFile(file, '');
  const { code, stderr } = await sandbox.run(['facts'], { tooOld: false, env: { SHAKEDOWN_CACHE: file } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('ends with 70 and the stack when the program itself breaks, in the same process or not', async () => {
  const sandbox = await LauncherSandbox.create();
  for (const tooOld of [false, true]) {
    const { code, stderr } = await sandbox.run(['throw'], { tooOld });
    expect(code).toBe(70);
    expect(stderr).toMatch(
      /^error fault: a fault of Shakedown itself: the program broke\. Next: .*\nError: the program broke\n\s+at .*main\.ts/m,
    );
  }
});

test('ends with 3 and names `npm ci` when a dependency is not installed', async () => {
  const sandbox = await LauncherSandbox.create();
  for (const tooOld of [false, true]) {
    const { code, stderr } = await sandbox.run(['need', 'not-installed-anywhere'], { tooOld });
    expect(code).toBe(3);
    expect(stderr).toContain(
      "error dependency-missing: Shakedown's own dependency not-installed-anywhere is not installed. Next: run `npm ci`",
    );
  }
});

test('a file of ours that is missing is a fault of ours, not of the installation', async () => {
  const sandbox = await LauncherSandbox.create();
  const { code, stderr } = await sandbox.run(['need', './not-there.ts'], { tooOld: false });
  expect(code).toBe(70);
  expect(stderr).toContain('not-there.ts');
});

test('names `npm ci` when even unpacking a Node is not possible, and keeps nothing', async () => {
  const sandbox = await LauncherSandbox.create();
  await rm(join(sandbox.home, 'node_modules/tar'));
  const { code, stderr } = await sandbox.run(['facts']);
  expect(code).toBe(3);
  expect(stderr).toContain("error dependency-missing: Shakedown's own dependency tar is not installed.");
  expect(await sandbox.cached()).toEqual([]);
});
