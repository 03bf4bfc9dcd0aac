import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { treeChanges, treeOf } from '../../sandbox/tree.ts';
import { asVersion } from './as-version.ts';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('prune');
const runningSmoke = smokeThatNeeds('prune', 'start', 'uv');

smoke('what is no runtime is neither listed nor removed', async ({ ktx, expect }) => {
  const stale = join(ktx.root, '0.0.0');
  for (const dir of ['0.0.0', '0.0.2', 'notes', 'backup-0.0.0', '.hidden', '0.0'])
    await mkdir(join(ktx.root, dir), { recursive: true });
  for (const file of [
    '0.0.2/notes.txt',
    'notes/today.txt',
    'backup-0.0.0/manifest.json',
    '.hidden/file',
    '0.0.1',
    'README',
  ]) {
    await writeFile(join(ktx.root, file), 'mine');
  }
  const before = await treeOf(ktx.root);
  expect((await ktx.prune('--dry-run')).paths).toEqual([stale]);
  expect((await ktx.prune('--yes')).paths).toEqual([stale]);
  expect(treeChanges(before, await treeOf(ktx.root))).toEqual(['removed 0.0.0']);
});

smoke('links are not followed out of the root', async ({ ktx, sandbox, expect }) => {
  const [outside, stale] = [join(sandbox.work, 'outside'), join(ktx.root, '0.0.0')];
  for (const dir of [outside, stale]) await mkdir(dir, { recursive: true });
  await writeFile(join(outside, 'manifest.json'), 'mine');
  await symlink(outside, join(ktx.root, '0.0.1'));
  await symlink(outside, join(stale, '.venv'));
  const before = await treeOf(outside);
  expect((await ktx.prune('--yes')).paths).toEqual([stale]);
  expect(treeChanges(before, await treeOf(outside))).toEqual([]);
  expect(await readdir(ktx.root)).not.toContain('0.0.0');
});

runningSmoke('an older runtime whose daemon is alive stays', async ({ ktx, context, sandbox, skip, expect }) => {
  const older = await asVersion('0.0.7', ktx, context, sandbox);
  if (older === undefined)
    return skip('the command does not read its version from package.json: no older one can be had');
  const { url, state } = await older.start();
  const dir = join(ktx.root, '0.0.7');
  const record = await readFile(state, 'utf8');
  const kept = await ktx.runtime('prune', '--yes');
  expect(kept).toExit(0);
  expect(ktx.readText('prune-text', kept.stdout).paths).toEqual([]);
  expect(await readFile(state, 'utf8')).toBe(record);
  await ktx.health(url);
  await ktx.end();
  expect((await ktx.prune('--yes')).paths).toEqual([dir]);
  expect(await readdir(ktx.root)).toEqual([]);
});
