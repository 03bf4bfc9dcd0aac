import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { beforeEach, expect, test } from 'vitest';
import { npmAnswering, viewOf } from './npm-stand-in.ts';
import { parseManager, type ToolSpec } from './tool-spec.ts';
import { prepareToolchain } from './toolchain.ts';

/** Says its version, unless somebody's settings make it another one, as they do with Yarn and pnpm. */
const program = `const { SAYS, PROJECT, YARN_RC_FILENAME, YARN_IGNORE_PATH } = process.env;
const settled = process.cwd() === PROJECT || !YARN_RC_FILENAME || !YARN_IGNORE_PATH;
console.log(settled ? 'of the settings' : (SAYS ?? '11.21.2'));
`;

let root: string;
let integrity: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'toolchain-')));
  const [bin, contents] = [join(root, 'bin'), join(root, 'contents', 'package', 'bin')];
  for (const dir of [bin, contents]) await mkdir(dir, { recursive: true });
  await copyFile(join(import.meta.dirname, '..', 'launcher', 'stand-ins', 'npm.sh'), join(bin, 'npm'));
  await chmod(join(bin, 'npm'), 0o755);
  await writeFile(join(contents, 'npm-cli.js'), program);
  await writeFile(join(contents, 'beside.js'), '');
  await create({ file: join(root, 'delivered.tgz'), cwd: join(root, 'contents'), gzip: true, portable: true }, [
    'package',
  ]);
  integrity = `sha512-${createHash('sha512')
    .update(await readFile(join(root, 'delivered.tgz')))
    .digest('base64')}`;
  return () => rm(root, { recursive: true, force: true });
});

/** npm's own version 11.21.2, delivered by an npm that stands in. */
function prepare(specs: readonly ToolSpec[], env: Record<string, string> = {}, announced = integrity) {
  const view = { ...viewOf('npm', '11.21.2', { bin: { npm: 'bin/npm-cli.js' } }), 'dist.integrity': announced };
  return prepareToolchain(specs, {
    npm: npmAnswering({ 'npm@11': view, 'npm@11.21.2': view }),
    host: { platform: 'linux', arch: 'x64' },
    cwd: root,
    env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, STAND_IN: root, ...env },
    hostEnv: { SHAKEDOWN_CACHE: join(root, 'cache') },
    node: process.execPath,
    signal: new AbortController().signal,
  });
}

const cached = (): Promise<string[]> => readdir(join(root, 'cache', 'shakedown', 'managers'));
const calls = async (): Promise<number> => (await readFile(join(root, 'npm-calls'), 'utf8')).trim().split('\n').length;

test('a tool is fetched once, whole, and then found', async () => {
  const first = await prepare([parseManager('npm@11')]);
  const path = first.tools.get('npm@11')?.path ?? '';
  expect(await readdir(join(path, '..'))).toEqual(['beside.js', 'npm-cli.js']);
  expect(first.missing).toEqual([]);
  expect((await prepare([parseManager('npm@11')])).tools.get('npm@11')?.path).toBe(path);
  expect(await calls()).toBe(1);
});

test('a tool is tried where no project and no settings above the cache have a say', async () => {
  const { missing, tools } = await prepare([parseManager('npm@11')], { PROJECT: process.cwd() });
  expect(missing).toEqual([]);
  expect(tools.size).toBe(1);
});

test('two names of one version are one download', async () => {
  const { tools } = await prepare([parseManager('npm@11'), parseManager('npm@11.21.2')]);
  expect([...tools.keys()]).toEqual(['npm@11', 'npm@11.21.2']);
  expect(await calls()).toBe(1);
});

test('two that fill the cache at once end with one entry', async () => {
  const both = await Promise.all([prepare([parseManager('npm@11')]), prepare([parseManager('npm@11')])]);
  expect(new Set(both.map(({ tools }) => tools.get('npm@11')?.path)).size).toBe(1);
  expect(await cached()).toHaveLength(1);
});

test('what a killed run left, and an entry that was damaged, are cleared away and fetched anew', async () => {
  const { tools } = await prepare([parseManager('npm@11')]);
  const path = tools.get('npm@11')?.path ?? '';
  await writeFile(path, '');
  const gone = spawnSync('true').pid;
  const halfFetched = join(root, 'cache', 'shakedown', 'managers', `.fetching-${hostname()}-${gone}-aBcDeF`);
  await mkdir(join(halfFetched, 'entry'), { recursive: true });
  expect((await prepare([parseManager('npm@11')])).tools.get('npm@11')?.path).toBe(path);
  expect(await readFile(path, 'utf8')).toContain('11.21.2');
  expect(await cached()).toHaveLength(1);
  expect(await calls()).toBe(2);
});

test.for([
  [
    'other bytes than the registry announces',
    {},
    `sha512-${'A'.repeat(86)}==`,
    /expected the bytes that the registry announces, sha512-A{86}==, found sha512-/,
  ],
  [
    'another version than it should',
    { SAYS: '9.9.9' },
    undefined,
    /it does not run here: expected 11\.21\.2 from --version, found 9\.9\.9/,
  ],
  ['nothing, because npm fails', { FAILS: '1' }, undefined, /npm ended with exit 1, no tarball: code ECONNRESET/],
] as const)('what is %s is not kept, and is a finding with the command', async ([, env, announced, reason]) => {
  if ('FAILS' in env) await writeFile(join(root, 'fail'), 'npm error code ECONNRESET\n');
  const { tools, missing } = await prepare([parseManager('npm@11')], env, announced);
  expect(tools.size).toBe(0);
  expect(missing).toMatchObject([{ code: 'tool-not-fetched', message: expect.stringMatching(reason) }]);
  expect(missing[0]?.message).toContain('(npm pack npm@11.21.2)');
  expect(await cached()).toEqual([]);
});

test('an interruption leaves nothing in the cache', async () => {
  await writeFile(join(root, 'hold'), '');
  const interruption = new AbortController();
  const view = { ...viewOf('npm', '11.21.2', { bin: { npm: 'bin/npm-cli.js' } }), 'dist.integrity': integrity };
  const preparing = prepareToolchain([parseManager('npm@11')], {
    npm: npmAnswering({ 'npm@11': view }),
    host: { platform: 'linux', arch: 'x64' },
    cwd: root,
    env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, STAND_IN: root },
    hostEnv: { SHAKEDOWN_CACHE: join(root, 'cache') },
    node: process.execPath,
    signal: interruption.signal,
  });
  await expect.poll(() => calls().catch(() => 0)).toBe(1);
  interruption.abort(new Error('stop'));
  await expect(preparing).rejects.toThrow('stop');
  expect(await cached()).toEqual([]);
});

test('every tool that does not exist is refused at once', async () => {
  await expect(prepare([parseManager('npm@98'), parseManager('npm@99')])).rejects.toMatchObject({
    findings: [{ code: 'tool-version-unknown' }, { code: 'tool-version-unknown' }],
  });
});
