import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAs } from '../../smoke/schema/validate.ts';
import { isAlive, LauncherSandbox, until } from './launcher-sandbox.ts';

test('fetches the pinned Node once, says so in one line, and then uses it without a word', async () => {
  const sandbox = await LauncherSandbox.create();
  const first = await sandbox.run(['facts', 'x']);
  expect(first.stderr).toBe(
    `shakedown: Node 20.20.2 is too old for the tools (>= 22.14); fetching Node 99.1.2 once into ${sandbox.cache} (0 MB)\n`,
  );
  const entry = await sandbox.entry();
  expect(JSON.parse(first.stdout)).toMatchObject({ args: ['facts', 'x'], startedBy: join(entry, 'bin/node') });
  expect(await readdir(entry, { recursive: true })).toEqual(
    expect.toSatisfy((names: string[]) => names.sort().join() === 'LICENSE,bin,bin/node,entry.json'),
  );
  expect((await stat(join(entry, 'bin/node'))).mode & 0o777).toBe(0o755);
  const record = JSON.parse(await readFile(join(entry, 'entry.json'), 'utf8'));
  const binary = await readFile(join(entry, 'bin/node'));
  expect(parseAs('launcher/node-cache-entry', record, 'entry.json')).toMatchObject({
    package: 'node-stand-in@99.1.2',
    size: binary.length,
    sha256: createHash('sha256').update(binary).digest('hex'),
  });

  const second = await sandbox.run(['facts']);
  expect({ code: second.code, stderr: second.stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(second.stdout)).toMatchObject({ startedBy: join(entry, 'bin/node') });
  expect(sandbox.npmCalls()).toHaveLength(1);
});

test('every pin names a package, a version that is new enough, and the bytes', async () => {
  const file = await readFile(new URL('./node-pins.json', import.meta.url), 'utf8');
  const pins = parseAs('launcher/node-pins', JSON.parse(file), 'node-pins.json');
  expect(Object.keys(pins)).toContain('linux-x64');
  for (const { version } of Object.values(pins)) expect(version).toMatch(/^24\./);
});

test('keeps the cache where SHAKEDOWN_CACHE says, else XDG_CACHE_HOME if absolute, else below HOME', async () => {
  const sandbox = await LauncherSandbox.create();
  const places = {
    named: { SHAKEDOWN_CACHE: join(sandbox.root, 'named') },
    '.cache': { XDG_CACHE_HOME: 'relative' },
  };
  for (const [directory, env] of Object.entries(places)) {
    await sandbox.run(['facts'], { env });
    expect(await readdir(join(sandbox.root, directory, 'shakedown/node')), directory).toHaveLength(1);
  }
  expect(await sandbox.cached()).toEqual([]);
});

test('two at once end with one entry, and both go on', async () => {
  const sandbox = await LauncherSandbox.create();
  await writeFile(sandbox.note('hold'), '');
  const launchers = [sandbox.start(['facts']), sandbox.start(['facts'])];
  await until('both launchers are fetching', () => sandbox.npmCalls().length === 2);
  await sandbox.release();
  const startedBy = join(sandbox.cache, '99.1.2');
  for (const { ended } of launchers) {
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout).startedBy).toContain(startedBy);
  }
  await sandbox.entry();
});

test('fetches again what was truncated, half written or put there by somebody else', async () => {
  const sandbox = await LauncherSandbox.create();
  await sandbox.run(['facts']);
  const entry = await sandbox.entry();
  const damages = {
    truncated: () => truncate(join(entry, 'bin/node'), 10),
    longer: () => writeFile(join(entry, 'bin/node'), '#', { flag: 'a' }),
    'a record that is no JSON': () => writeFile(join(entry, 'entry.json'), '{"size":'),
    'a record of something else': () => writeFile(join(entry, 'entry.json'), 'null'),
  };
  for (const [damage, inflict] of Object.entries(damages)) {
    await inflict();
    const { code, stdout, stderr } = await sandbox.run(['facts']);
    expect({ code, fetched: stderr.includes('fetching') }, damage).toEqual({ code: 0, fetched: true });
    expect(JSON.parse(stdout), damage).toMatchObject({ startedBy: join(await sandbox.entry(), 'bin/node') });
  }
  expect(sandbox.npmCalls()).toHaveLength(5);
});

test('refuses bytes that are not the pinned ones, runs none of them, and keeps nothing', async () => {
  const sandbox = await LauncherSandbox.create();
  await sandbox.deliver({ LICENSE: 'free', 'evil.js': 'evil' });
  const { code, stdout, stderr } = await sandbox.run(['facts']);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  const [, line, rest] = stderr.split('\n');
  expect(line).toMatch(
    /^error node-integrity-mismatch: npm delivered other bytes for node-stand-in@99\.1\.2 .*: expected sha512-\S+, found sha512-\S+; nothing was kept\. Next: /,
  );
  expect(rest).toBe('');
  expect(await sandbox.cached()).toEqual([]);
});

test('refuses a Node that says it is another version, or does not run, and keeps nothing', async () => {
  const sandbox = await LauncherSandbox.create();
  const { code, stderr } = await sandbox.run(['facts'], { env: { STAND_IN_VERSION: 'v1.0.0' } });
  expect(code).toBe(3);
  expect(stderr).toContain('expected v99.1.2 from node --version, found v1.0.0. Next: set SHAKEDOWN_NODE');
  expect(await sandbox.cached()).toEqual([]);
});

test("says npm's own words when npm cannot fetch, and keeps nothing", async () => {
  const sandbox = await LauncherSandbox.create();
  await writeFile(
    sandbox.note('fail'),
    'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error A complete log of this run can be found in: x\n',
  );
  const { code, stderr } = await sandbox.run(['facts']);
  expect(code).toBe(3);
  expect(stderr.split('\n')[1]).toBe(
    "error node-fetch-failed: npm could not fetch node-stand-in@99.1.2 (exit 1, no tarball): code ENOTFOUND; syscall getaddrinfo. Next: check the network and npm's settings (npm config get registry), or set SHAKEDOWN_NODE to a Node that is installed.",
  );
  expect(await sandbox.cached()).toEqual([]);
});

test('says that the disk is full when npm ends so, without a word', async () => {
  const sandbox = await LauncherSandbox.create();
  await writeFile(sandbox.note('fail'), '');
  const { code, stderr } = await sandbox.run(['facts'], { env: { STAND_IN_EXIT: '228' } });
  expect(code).toBe(3);
  expect(stderr).toContain(
    `error node-cache-unusable: Cannot put a newer Node into ${sandbox.cache}: the disk is full.`,
  );
  expect(await sandbox.cached()).toEqual([]);
});

test('says that npm is needed when there is none', async () => {
  const sandbox = await LauncherSandbox.create();
  const { code, stderr } = await sandbox.run(['facts'], { env: { PATH: join(sandbox.root, 'tmp') } });
  expect(code).toBe(3);
  expect(stderr).toContain('error npm-missing: npm is needed to fetch a newer Node: expected it on PATH, found none.');
  expect(await sandbox.cached()).toEqual([]);
});

test('says which platforms are pinned where this one is not', async () => {
  const sandbox = await LauncherSandbox.create();
  await sandbox.pin('plan9-mips');
  const { code, stderr } = await sandbox.run(['facts']);
  expect(code).toBe(3);
  expect(stderr).toBe(
    `error node-not-pinned: Node 20.20.2 is too old for the tools (>= 22.14), and Shakedown has no pinned Node for ${process.platform}-${process.arch}, only for plan9-mips. Next: install a Node >= 22.14, or name one by SHAKEDOWN_NODE.\n`,
  );
});

test('says that the cache cannot be used when it is a file', async () => {
  const sandbox = await LauncherSandbox.create();
  const file = sandbox.note('file');
  await writeFile(file, '');
  const { code, stderr } = await sandbox.run(['facts'], { env: { SHAKEDOWN_CACHE: file } });
  expect(code).toBe(3);
  expect(stderr).toContain(`error node-cache-unusable: Cannot put a newer Node into ${file}/shakedown/node: ENOTDIR`);
});

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  for (const whole of [false, true]) {
    test(`${signal} ${whole ? 'to all' : 'to the launcher'} while it fetches: ${code}, npm ended, nothing left`, async () => {
      const sandbox = await LauncherSandbox.create();
      await writeFile(sandbox.note('hold'), '');
      const launcher = sandbox.start(['facts']);
      await until('npm runs', () => sandbox.npmCalls().length === 1);
      if (whole) launcher.killGroup(signal);
      else launcher.kill(signal);
      expect(await launcher.ended).toMatchObject({ code, signal: null, stdout: '' });
      expect(await sandbox.cached()).toEqual([]);
      expect(sandbox.npmCalls().filter(isAlive)).toEqual([]);
    });
  }
}

test('SIGINT while it tries the fetched Node: 130, that Node ended, nothing left', async () => {
  const sandbox = await LauncherSandbox.create();
  await writeFile(sandbox.note('hold-node'), '');
  const launcher = sandbox.start(['facts']);
  await until('the fetched Node is tried', () => existsSync(sandbox.note('node-tried')));
  launcher.kill('SIGINT');
  expect(await launcher.ended).toMatchObject({ code: 130, signal: null, stdout: '' });
  expect(await sandbox.cached()).toEqual([]);
  expect(isAlive(Number(await readFile(sandbox.note('node-tried'), 'utf8')))).toBe(false);
});

test('clears away what a launcher that was killed left, and not what one is making', async () => {
  const sandbox = await LauncherSandbox.create();
  await writeFile(sandbox.note('hold'), '');
  const killed = sandbox.start(['facts']);
  await until('the first fetches', () => sandbox.npmCalls().length === 1);
  killed.kill('SIGKILL');
  await killed.ended;
  const [left] = await sandbox.cached();
  expect(left).toMatch(/^\.fetching-/);

  const alive = sandbox.start(['facts']);
  await until('the second fetches', () => sandbox.npmCalls().length === 2);
  const [making, ...others] = await sandbox.cached();
  expect(making).toMatch(/^\.fetching-/);
  expect(making).not.toBe(left);
  expect(others).toEqual([]);

  const third = sandbox.start(['facts']);
  await until('the third fetches', () => sandbox.npmCalls().length === 3);
  expect(await sandbox.cached()).toContain(making);
  await sandbox.release();
  expect(await Promise.all([alive.ended, third.ended])).toMatchObject([{ code: 0 }, { code: 0 }]);
  await sandbox.entry();
});

test("leaves another host's unfinished work alone for a day", async () => {
  const sandbox = await LauncherSandbox.create();
  const foreign = join(sandbox.cache, '.fetching-some-other-host-1-AbCdEf');
  await mkdir(foreign, { recursive: true });
  await sandbox.run(['facts']);
  expect(await sandbox.cached()).toContain('.fetching-some-other-host-1-AbCdEf');
});
