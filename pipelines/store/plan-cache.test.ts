import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { carryOut } from './plan.ts';
import { type CacheConditions, planCaches } from './plan-cache.ts';

const day = 86_400_000;
let root: string;
beforeEach(async () => {
  root = join(await realpath(await mkdtemp(join(tmpdir(), 'caches-'))), 'shakedown');
  await mkdir(root);
});
afterEach(() => rm(join(root, '..'), { recursive: true, force: true }));

async function cache(name: string, entry: string, ageMs: number): Promise<string> {
  const path = join(root, name);
  await mkdir(join(path, entry), { recursive: true });
  await writeFile(join(path, entry, 'content'), 'x'.repeat(100));
  const then = new Date(Date.now() - ageMs);
  for (const each of [join(path, entry, 'content'), join(path, entry), path]) await utimes(each, then, then);
  return path;
}

const plan = (conditions: Partial<CacheConditions> = {}) =>
  planCaches(root, { minAgeMs: 7 * day, now: new Date(), execPath: '/usr/bin/node', ...conditions });

const decisions = (planned: Awaited<ReturnType<typeof plan>>) =>
  Object.fromEntries(planned.map(({ name, decision }) => [name, decision]));

test('deletes caches that were not used for that long, and no other', async () => {
  const old = await cache('npm', '_cacache', 8 * day);
  const young = await cache('compiled', 'v24.21.0-x64-1', 6 * day);
  const planned = await plan();
  expect(decisions(planned)).toEqual({ npm: 'delete', compiled: 'kept' });
  await carryOut(planned, { force: true });
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

test('without an age no cache is old', async () => {
  await cache('npm', '_cacache', 800 * day);
  expect(decisions(await plan({ minAgeMs: undefined }))).toEqual({ npm: 'kept' });
});

test('keeps the Node that this program runs on, and deletes another', async () => {
  const dir = await cache('node', '24.21.0-linux-x64-abc', 8 * day);
  await cache('node', '22.14.0-linux-x64-def', 8 * day);
  const planned = await plan({ execPath: join(dir, '24.21.0-linux-x64-abc', 'bin', 'node') });
  expect(decisions(planned)).toEqual({ 'node/24.21.0-linux-x64-abc': 'kept', 'node/22.14.0-linux-x64-def': 'delete' });
});

test('refuses while a run is at work, or may be', async () => {
  await cache('npm', '_cacache', 8 * day);
  const [planned] = await plan({ atWork: '20261120-094512-x7k2' });
  expect(planned).toMatchObject({ decision: 'refused', reason: expect.stringContaining('20261120-094512-x7k2') });
});

test("refuses a directory with somebody else's things in it, and one behind a link", async () => {
  await cache('npm', 'photographs', 8 * day);
  const elsewhere = await cache('elsewhere', 'v1.0.0-x', 8 * day);
  await symlink(elsewhere, join(root, 'compiled'));
  const planned = await plan();
  expect(decisions(planned)).toEqual({ npm: 'refused', compiled: 'refused' });
  await carryOut(planned, { force: true });
  expect(existsSync(join(root, 'npm', 'photographs', 'content'))).toBe(true);
  expect(existsSync(join(elsewhere, 'v1.0.0-x', 'content'))).toBe(true);
});
