import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually } from '../process/eventually.ts';
import { identityOf, type ProcessIdentity, stateOf } from '../process/identity.ts';
import { MARK_VARIABLE } from '../process/mark.ts';
import { processFiles } from '../process/proc-files.ts';
import { run } from '../process/run.ts';
import { endSurvivors } from '../process/survivors.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';

const runMark = `sandbox-test-${process.pid}`;
let root: string;
let parent: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-')));
  parent = join(root, 'sandboxes');
  mkdirSync(parent);
  mkdirSync(join(root, 'bin'));
});

afterEach(async () => {
  await endSurvivors({ mark: { name: MARK_VARIABLE, value: runMark, prefix: true }, dir: root }, { graceMs: 0 });
  rmSync(root, { recursive: true });
});

const make = (more: Partial<SandboxOptions> = {}): Promise<Sandbox> =>
  createSandbox({
    parent,
    name: 'box',
    mark: runMark,
    tools: { binDir: join(root, 'bin'), systemDirs: ['/usr/bin', '/bin'] },
    network: {},
    ...more,
  });

const shell = (sandbox: Sandbox, script: string, env = sandbox.env) =>
  run(['sh', '-c', script], { cwd: sandbox.work, env, timeoutMs: 20_000 });

/** Leaves a process behind in the sandbox. */
async function leave(sandbox: Sandbox): Promise<ProcessIdentity> {
  await shell(sandbox, 'setsid sleep 60 >/dev/null 2>&1 & echo $! > pid');
  const pid = Number(readFileSync(join(sandbox.work, 'pid'), 'utf8'));
  await eventually('its exec', () => processFiles(pid).cmdline().toString().startsWith('sleep'));
  const identity = identityOf(pid);
  if (!identity) throw new Error(`process ${pid} did not stay`);
  return identity;
}

describe('the directories', () => {
  test('are all there, inside, and nobody else may look in', async () => {
    const sandbox = await make();
    expect(dirname(sandbox.dir)).toBe(parent);
    expect(basename(sandbox.dir)).toMatch(/^box-\w{6}$/);
    expect(statSync(sandbox.dir).mode & 0o777).toBe(0o700);
    expect(statSync(join(sandbox.dir, 'xdg/runtime')).mode & 0o777).toBe(0o700);
    expect(readdirSync(sandbox.work)).toEqual([]);
    const dirs = Object.entries(sandbox.env).filter(([name]) =>
      /^(HOME|TMPDIR|XDG_.*|npm_config_(cache|prefix))$/.test(name),
    );
    expect(dirs).toHaveLength(9);
    for (const [, dir] of dirs) {
      expect(dir.startsWith(`${sandbox.dir}/`)).toBe(true);
      expect(statSync(dir).isDirectory()).toBe(true);
    }
    expect(readFileSync(sandbox.env.npm_config_userconfig ?? '', 'utf8')).toBe('');
    expect(readFileSync(sandbox.env.npm_config_globalconfig ?? '', 'utf8')).toBe('');
  });

  test('are real paths, also when the parent is reached by a link', async () => {
    symlinkSync(parent, join(root, 'link'));
    const sandbox = await make({ parent: join(root, 'link') });
    expect(dirname(sandbox.dir)).toBe(parent);
    expect(sandbox.env.HOME).toBe(join(sandbox.dir, 'home'));
    expect((await shell(sandbox, 'pwd -P')).stdout).toBe(`${sandbox.work}\n`);
  });

  test.each(['../../out > x', '/etc', '', '.', '$(id) `id`', 'ünïcode', '-rf', 'a\nb', 'x'.repeat(300)])(
    'of the name %j stay in the parent',
    async (name) => {
      const sandbox = await make({ name });
      expect(dirname(realpathSync(sandbox.dir))).toBe(parent);
      expect(basename(sandbox.dir)).toMatch(/^[A-Za-z0-9][A-Za-z0-9-]{0,31}-\w{6}$/);
      expect(await sandbox.dispose()).toMatchObject({ removed: true });
    },
  );

  test('of one name are two sandboxes', async () => {
    const [one, two] = await Promise.all([make(), make()]);
    expect(one.dir).not.toBe(two.dir);
    expect(one.mark).not.toBe(two.mark);
  });

  test('are removed again when the sandbox cannot be made', async () => {
    // An option that throws when it is read stands for whatever may go wrong halfway.
    const tools = {
      systemDirs: [],
      get binDir(): string {
        throw new Error('halfway');
      },
    };
    await expect(make({ tools })).rejects.toThrow('halfway');
    expect(readdirSync(parent)).toEqual([]);
  });
});

describe('the environment', () => {
  test('is the allow-list and nothing else, whatever poisons ours', async () => {
    for (const name of [
      'NODE_OPTIONS',
      'NPM_CONFIG_REGISTRY',
      'npm_config_registry',
      'PYTHONPATH',
      'NODE_V8_COVERAGE',
      'NODE_PATH',
    ]) {
      vi.stubEnv(name, '/poison');
    }
    vi.stubEnv('HOME', '/poison');
    try {
      const sandbox = await make({ network: { HTTPS_PROXY: 'http://proxy' }, trackingId: 'github_1' });
      const { stdout } = await run(['env', '-0'], { cwd: sandbox.work, env: sandbox.env, timeoutMs: 20_000 });
      const { dir } = sandbox;
      expect(Object.fromEntries(stdout.split('\0').filter(Boolean).map(splitEntry))).toEqual({
        HTTPS_PROXY: 'http://proxy',
        RUNNER_TRACKING_ID: 'github_1',
        PATH: `${root}/bin:/usr/bin:/bin`,
        HOME: `${dir}/home`,
        TMPDIR: `${dir}/tmp`,
        XDG_CONFIG_HOME: `${dir}/xdg/config`,
        XDG_DATA_HOME: `${dir}/xdg/data`,
        XDG_CACHE_HOME: `${dir}/xdg/cache`,
        XDG_STATE_HOME: `${dir}/xdg/state`,
        XDG_RUNTIME_DIR: `${dir}/xdg/runtime`,
        LANG: 'C.UTF-8',
        LC_ALL: 'C.UTF-8',
        TZ: 'UTC',
        npm_config_userconfig: `${dir}/npm/userconfig`,
        npm_config_globalconfig: `${dir}/npm/globalconfig`,
        npm_config_cache: `${dir}/npm/cache`,
        npm_config_prefix: `${dir}/npm/prefix`,
        npm_config_update_notifier: 'false',
        npm_config_fund: 'false',
        npm_config_audit: 'false',
        SHAKEDOWN_SANDBOX: `${runMark}/${basename(dir)}`,
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("can be extended; the network's variables do not lead out of the sandbox, and nothing takes the marker off", async () => {
    const sandbox = await make({
      network: { HOME: '/out', [MARK_VARIABLE]: 'other' },
      env: { TZ: 'Asia/Tokyo', [MARK_VARIABLE]: 'other' },
    });
    expect(sandbox.env).toMatchObject({ HOME: sandbox.home, TZ: 'Asia/Tokyo', [MARK_VARIABLE]: sandbox.mark });
    const changed = sandbox.envWith({ HOME: '/elsewhere', LANG: undefined, NEW: '1', [MARK_VARIABLE]: undefined });
    expect(changed).toMatchObject({ HOME: '/elsewhere', NEW: '1', [MARK_VARIABLE]: sandbox.mark });
    expect(changed).not.toHaveProperty('LANG');
    expect(sandbox.env.HOME).toBe(sandbox.home);
  });

  test('cannot be changed in passing', async () => {
    const sandbox = await make();
    expect(Reflect.set(sandbox.env, 'HOME', '/out')).toBe(false);
    expect(Reflect.set(sandbox.envWith({}), 'HOME', '/out')).toBe(false);
  });
});

test('a PATH without a program has its links inside the sandbox', async () => {
  const sandbox = await make();
  writeFileSync(join(root, 'bin/uv'), '#!/bin/sh\necho mine\n', { mode: 0o755 });
  const env = sandbox.envWith({ PATH: sandbox.pathWithout('uv') });
  expect(await shell(sandbox, 'uv')).toMatchObject({ code: 0, stdout: 'mine\n' });
  expect(await shell(sandbox, 'uv', env)).toMatchObject({ code: 127 });
  expect(env.PATH?.startsWith(`${sandbox.dir}/`)).toBe(true);
});

describe('disposing', () => {
  test('removes the directory', async () => {
    const sandbox = await make();
    await shell(sandbox, 'mkdir -p a/b && echo x > a/b/c && ln -s a link && mkfifo pipe');
    expect(await sandbox.dispose()).toEqual({ survivors: [], left: [], removed: true });
    expect(readdirSync(parent)).toEqual([]);
  });

  test('keeps it when asked to', async () => {
    const sandbox = await make();
    expect(await sandbox.dispose({ keep: true })).toEqual({ survivors: [], left: [], removed: false });
    expect(existsSync(sandbox.work)).toBe(true);
  });

  test('ends and reports who is still there, also when the directory is kept', async () => {
    for (const keep of [false, true]) {
      const sandbox = await make();
      const survivor = await leave(sandbox);
      const disposal = await sandbox.dispose({ keep, settleMs: 0 });
      expect(disposal).toMatchObject({
        survivors: [{ ...survivor, command: 'sleep 60', foundBy: 'marker' }],
        left: [],
      });
      expect(stateOf(survivor)).toBe('gone');
      expect(existsSync(sandbox.dir)).toBe(keep);
    }
  });

  test('does not take for a survivor who is about to end', async () => {
    const sandbox = await make();
    await shell(sandbox, 'setsid sleep 0.3 >/dev/null 2>&1 &');
    expect(await sandbox.dispose({ settleMs: 10_000 })).toMatchObject({ survivors: [], removed: true });
  });

  test('leaves the processes of other sandboxes alone', async () => {
    const [one, two] = await Promise.all([make(), make()]);
    const other = await leave(two);
    expect(await one.dispose()).toMatchObject({ survivors: [] });
    expect(stateOf(other)).toBe('alive');
  });

  test('twice is once', async () => {
    const sandbox = await make();
    const first = sandbox.dispose();
    expect(sandbox.dispose({ keep: true })).toBe(first);
    expect(await first).toMatchObject({ removed: true });
  });

  test('says why it could not, and does not throw', async () => {
    const sandbox = await make();
    rmSync(sandbox.dir, { recursive: true });
    expect(await sandbox.dispose()).toMatchObject({ removed: false, problem: expect.stringContaining('ENOENT') });
  });
});

describe('await using', () => {
  test('removes the sandbox at the end of the block', async () => {
    let dir: string;
    {
      await using sandbox = await make();
      dir = sandbox.dir;
      expect(existsSync(dir)).toBe(true);
    }
    expect(existsSync(dir)).toBe(false);
  });

  test('throws when somebody survived', async () => {
    const use = async (): Promise<void> => {
      await using sandbox = await make();
      await leave(sandbox);
    };
    await expect(use()).rejects.toThrow(
      /^still running at the end of the sandbox .*, and killed: \d+ sleep 60 \(marker\)$/,
    );
  });
});

function splitEntry(entry: string): [string, string] {
  const at = entry.indexOf('=');
  return [entry.slice(0, at), entry.slice(at + 1)];
}
