import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { listeningAddresses } from '../../process/listening.ts';
import { treeChanges, treeOf } from '../../sandbox/tree.ts';
import { smokeThatNeeds } from './smoke.ts';

const lifeSmoke = smokeThatNeeds('install', 'status', 'lazyInstall', 'start', 'stop', 'uv');
const startSmoke = smokeThatNeeds('start', 'uv');

lifeSmoke('nothing is written outside the root and the project', async ({ ktx, context, sandbox, expect }) => {
  const project = join(sandbox.work, 'demo');
  const stock = () => Promise.all([treeOf(sandbox.dir), treeOf(context.project.dir)]);
  const [before, packageBefore] = await stock();
  await ktx.prepareDemo(project);
  expect((await ktx.query(project, '--yes')).stdout).toMatch(/^\s*SELECT\b/i);
  await ktx.statusText();
  await ktx.start();
  await ktx.stop();
  const [after, packageAfter] = await stock();
  // uv has a cache of its own, and where it looks after Pythons.
  const allowed = [ktx.root, project, ...['cache', 'data'].map((kind) => join(sandbox.dir, 'xdg', kind, 'uv'))];
  const isAllowed = (path: string) => allowed.some((dir) => `${join(sandbox.dir, path)}${sep}`.startsWith(dir + sep));
  expect(treeChanges(before, after).filter((change) => !isAllowed(change.replace(/^\w+ /, '')))).toEqual([]);
  expect(treeChanges(packageBefore, packageAfter)).toEqual([]);
});

startSmoke('a secret of the environment is written nowhere', async ({ ktx, sandbox, expect }) => {
  const canary = `canary-${randomBytes(12).toString('hex')}`;
  const env = { NPM_TOKEN: canary, DATABASE_URL: `postgres://me:${canary}@localhost/db`, DEBUG: '*' };
  const result = await ktx.with({ env }).runtime('start');
  expect(result).toExit(0);
  const { url } = ktx.readText('start-text', result.stdout);
  await ktx.health(url);
  await ktx.end();
  const files = await readdir(sandbox.dir, { recursive: true, withFileTypes: true });
  const holding: string[] = [];
  for (const file of files.filter((each) => each.isFile())) {
    const path = join(file.parentPath, file.name);
    if ((await readFile(path)).includes(canary)) holding.push(relative(sandbox.dir, path));
  }
  expect(holding).toEqual([]);
  expect(result.stdout + result.stderr).not.toContain(canary);
});

startSmoke('the daemon listens on loopback alone, and at one port', async ({ ktx, skip, expect }) => {
  if (process.platform !== 'linux') skip('only Linux says at which addresses a process listens');
  const { host } = new URL((await ktx.start()).url);
  expect(ktx.daemons().flatMap(({ pid }) => listeningAddresses(pid))).toEqual([host]);
  await ktx.end();
});
