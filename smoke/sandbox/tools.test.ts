import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findExecutable } from '../process/executable.ts';
import { run } from '../process/run.ts';
import { findTools, type ToolSearch } from './tools.ts';

let root: string;
let host: string;
let binDir: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tools-')));
  host = join(root, 'host bin');
  binDir = join(root, 'made bin');
  mkdirSync(host);
});

afterEach(() => rmSync(root, { recursive: true }));

const search = (more: Partial<ToolSearch> = {}) =>
  findTools({ path: host, nodePath: process.execPath, binDir, ...more });

/** A program of the host, as a script of sh. */
function hostProgram(name: string, script: string): void {
  writeFileSync(join(host, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** An npm package whose programs say who runs them with what. */
function hostNpm(version: string, name = 'npm'): string {
  const dir = join(root, `lib dir/${name}`);
  mkdirSync(join(dir, 'bin'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name, version }));
  const script = '#!/usr/bin/env node\nconsole.log(JSON.stringify([process.execPath, ...process.argv.slice(1)]));\n';
  for (const file of ['npm-cli.js', 'npx-cli.js']) writeFileSync(join(dir, 'bin', file), script, { mode: 0o755 });
  return dir;
}

/** A Python that answers the question where it is. */
const hostPython = (version: string, venv: string, path = '/opt/python/bin/python3'): void =>
  hostProgram('python3', `printf '%s\\n' '${version}' '${venv}' '${path}'`);

/** Runs a program of the made directory with nothing else on PATH. */
const inside = async (...argv: [string, ...string[]]) => {
  const [program, ...args] = argv;
  return await run([join(binDir, program), ...args], { cwd: root, env: { PATH: binDir }, timeoutMs: 20_000 });
};

describe('on a host with nothing', () => {
  test('says what is missing and why, tool by tool', async () => {
    const found = await search({ nodePath: '/no/such/node' });
    expect(found).toEqual({
      node: { missing: '/no/such/node is not an executable file' },
      npm: { missing: 'no npm on PATH' },
      python: { missing: 'no python3 on PATH' },
      uv: { missing: 'no uv on PATH, and no stand-in: no python3 on PATH' },
    });
  });

  test('there is still sh, and no system directory is added to the PATH', async () => {
    await search();
    expect(readdirSync(binDir).toSorted()).toEqual(['node', 'sh']);
    expect(await inside('sh', '-c', 'echo $0; node --version')).toMatchObject({
      stdout: `${binDir}/sh\n${process.version}\n`,
    });
  });
});

describe('node', () => {
  test('is the one given, by its real path', async () => {
    symlinkSync(process.execPath, join(root, 'a-node'));
    const { node } = await search({ nodePath: join(root, 'a-node') });
    expect(node).toEqual({ found: { path: process.execPath, version: process.versions.node } });
    expect(readlinkSync(join(binDir, 'node'))).toBe(process.execPath);
  });

  test('is asked for its version when it is not our own', async () => {
    hostProgram('other', 'echo v30.1.2');
    expect(await search({ nodePath: join(host, 'other') })).toMatchObject({
      node: { found: { path: join(host, 'other'), version: '30.1.2' } },
    });
    hostProgram('other', 'echo broken >&2; exit 3');
    expect(await search({ nodePath: join(host, 'other') })).toMatchObject({
      node: { missing: `${host}/other cannot be used: exit 3: broken` },
    });
    hostProgram('other', 'echo hello');
    expect(await search({ nodePath: join(host, 'other') })).toMatchObject({
      node: { missing: expect.stringContaining('says hello') },
    });
  });
});

describe('npm', () => {
  test('is the package behind the link on PATH, run by our node', async () => {
    const dir = hostNpm('11.2.3');
    symlinkSync(join(dir, 'bin/npm-cli.js'), join(host, 'npm'));
    const { npm, tools } = await search();
    expect(npm).toEqual({ found: { path: join(dir, 'bin/npm-cli.js'), version: '11.2.3' } });
    expect(tools?.npm).toEqual({ path: join(dir, 'bin/npm-cli.js'), version: '11.2.3' });
    const asked = await inside('npm', 'pack', 'a b');
    expect(JSON.parse(asked.stdout)).toEqual([process.execPath, join(dir, 'bin/npm-cli.js'), 'pack', 'a b']);
    const execed = await inside('npx', 'it');
    expect(JSON.parse(execed.stdout)).toEqual([process.execPath, join(dir, 'bin/npx-cli.js'), 'it']);
  });

  test("is found through a version manager's shim, which needs its own environment", async () => {
    const dir = hostNpm('10.9.0');
    hostProgram('npm', `[ "$1 $2" = "root --global" ] && [ "$ASDF_DIR" = /asdf ] && echo '${root}/lib dir'`);
    const hostEnv = { ASDF_DIR: '/asdf', NPM_TOKEN: 'secret', HOME: '/h' };
    expect(await search({ hostEnv })).toMatchObject({
      npm: { found: { path: join(dir, 'bin/npm-cli.js'), version: '10.9.0' } },
    });
    expect(await search()).toMatchObject({ npm: { missing: `${host}/npm cannot be used: exit 1` } });
  });

  test('is not another package that has the name on PATH', async () => {
    const dir = hostNpm('1.0.0', 'not-npm');
    symlinkSync(join(dir, 'bin/npm-cli.js'), join(host, 'npm'));
    symlinkSync(process.execPath, join(host, 'node'));
    const { npm, tools } = await search({ path: [host, '/usr/bin'].join(delimiter) });
    expect(npm).toMatchObject({ missing: expect.stringContaining(`${host}/npm is not npm itself`) });
    expect(tools).toBeUndefined();
  });

  test('is not a package inside npm either', async () => {
    const dir = join(hostNpm('11.0.0'), 'node_modules/other');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'package.json'), '{"name": "other", "version": "1.0.0"}');
    writeFileSync(join(dir, 'cli'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    symlinkSync(join(dir, 'cli'), join(host, 'npm'));
    expect(await search()).toMatchObject({ npm: { missing: `${host}/npm cannot be used: exit 1` } });
  });

  test('is not a package.json that is no JSON', async () => {
    const dir = hostNpm('1.0.0');
    writeFileSync(join(dir, 'package.json'), '{');
    symlinkSync(join(dir, 'bin/npm-cli.js'), join(host, 'npm'));
    expect(await search()).toMatchObject({ npm: { missing: expect.stringMatching(/./) } });
  });

  test('a shim gets nothing of the host but what version managers need', async () => {
    hostProgram('npm', `env > '${root}/seen'; exit 1`);
    const hostEnv = { HOME: '/h', PYENV_ROOT: '/p', NPM_TOKEN: 'secret', NODE_OPTIONS: '-x', MISE_DATA_DIR: undefined };
    await search({ path: [host, '/usr/bin'].join(delimiter), hostEnv });
    const { stdout } = await run(['cat', 'seen'], { cwd: root, env: { PATH: '/usr/bin:/bin' }, timeoutMs: 20_000 });
    const names = stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names).toEqual(expect.arrayContaining(['HOME', 'PYENV_ROOT', 'PATH']));
    expect(names).not.toEqual(expect.arrayContaining(['NPM_TOKEN']));
    expect(names).not.toEqual(expect.arrayContaining(['NODE_OPTIONS']));
  });
});

describe('python', () => {
  test('is the interpreter that python3 on PATH says it is', async () => {
    hostPython('3.11.7', 'True', '/opt/python/bin/python3.11');
    const { python, tools } = await search();
    expect(python).toEqual({ found: { path: '/opt/python/bin/python3.11', version: '3.11.7' } });
    expect(tools).toBeUndefined();
    expect(readlinkSync(join(binDir, 'python3'))).toBe('/opt/python/bin/python3.11');
  });

  test.each([
    ['echo "pyenv: python3: command not found" >&2; exit 127', 'exit 127: pyenv: python3: command not found'],
    ["printf '3.11.7\\nTrue\\n\\n'", 'did not say where its interpreter is: 3.11.7'],
    ['echo what', 'did not say where its interpreter is: what'],
  ])('that cannot say it is missing: %s', async (script, reason) => {
    hostProgram('python3', script);
    const { python, uv } = await search();
    expect(python).toMatchObject({ missing: expect.stringContaining(reason) });
    expect(uv).toMatchObject({ missing: expect.stringContaining(reason) });
    expect(readdirSync(binDir)).not.toContain('python3');
  });

  test("of this machine works from the sandbox's directory alone", async () => {
    const { python } = await search({ path: process.env.PATH ?? '', hostEnv: process.env });
    if (!('found' in python)) throw new Error(python.missing);
    expect(python.found.path).toBe(realpathSync(python.found.path));
    const { stdout, stderr } = await inside(
      'python3',
      '-c',
      'import json, sys; print("%d.%d.%d" % sys.version_info[:3])',
    );
    expect({ stdout, stderr }).toEqual({ stdout: `${python.found.version}\n`, stderr: '' });
  });
});

describe('uv', () => {
  test('is the real one when it works in a sandbox', async () => {
    writeFileSync(join(root, 'real-uv'), '#!/bin/sh\necho "uv 0.11.12 (abc 2026-05-01)"\n', { mode: 0o755 });
    symlinkSync(join(root, 'real-uv'), join(host, 'uv'));
    hostPython('3.11.7', 'True');
    const { uv } = await search();
    expect(uv).toEqual({ found: { path: join(root, 'real-uv'), version: '0.11.12', kind: 'real' } });
    expect((await inside('uv', '--version')).stdout).toBe('uv 0.11.12 (abc 2026-05-01)\n');
  });

  test.each([
    ['that needs the host', '[ -n "$PYENV_ROOT" ] && echo "uv 1.0.0"'],
    ['that is something else', 'echo "micro editor 2"'],
  ])('one %s is none', async (_, script) => {
    hostProgram('uv', script);
    const { uv } = await search({ uvStandIn: false, hostEnv: { PYENV_ROOT: '/p' } });
    expect(uv).toMatchObject({ missing: expect.stringContaining('uv') });
    expect(readdirSync(binDir)).not.toContain('uv');
  });

  test('is the stand-in where there is none and Python can make environments', async () => {
    hostPython('3.8.0', 'True');
    const { uv } = await search();
    const path = join(import.meta.dirname, 'uv-stand-in/uv');
    expect(uv).toEqual({ found: { path, version: '0.0.0', kind: 'stand-in' } });
    expect(lstatSync(join(binDir, 'uv')).mode & 0o777).toBe(0o755);
  });

  test.each([
    ['3.7.9', 'True', '/opt/python/bin/python3 is Python 3.7.9, expected 3.8 or later'],
    ['3.12.1', 'False', '/opt/python/bin/python3 has no module venv'],
  ])('is missing where Python %s has venv: %s', async (version, venv, reason) => {
    hostPython(version, venv);
    expect(await search()).toMatchObject({
      python: { found: { version } },
      uv: { missing: `no uv on PATH, and no stand-in: ${reason}` },
    });
  });

  test('is missing where the stand-in is not wanted', async () => {
    hostPython('3.11.7', 'True');
    expect(await search({ uvStandIn: false })).toMatchObject({ uv: { missing: 'no uv on PATH' } });
  });
});

describe('the PATH of a sandbox', () => {
  test("has only those system directories that are on the host's, in their own order", async () => {
    symlinkSync(join(hostNpm('11.0.0'), 'bin/npm-cli.js'), join(host, 'npm'));
    const { tools } = await search({ path: ['/bin', host, '/usr/bin', '/some/where'].join(delimiter) });
    expect(tools).toMatchObject({ binDir, systemDirs: ['/usr/bin', '/bin'] });
    expect(readdirSync(binDir)).not.toContain('sh');
    expect(findExecutable('sh', '/usr/bin:/bin', '/')).toHaveProperty('path');
  });

  test('is made anew over what an earlier search left', async () => {
    hostProgram('uv', 'echo "uv 1.0.0"');
    hostPython('3.11.7', 'True');
    await search();
    rmSync(join(host, 'uv'));
    expect(await search({ uvStandIn: false })).not.toHaveProperty('uv.found');
    expect(readdirSync(binDir)).not.toContain('uv');
    expect(await search()).toMatchObject({ uv: { found: { kind: 'stand-in' } } });
    expect(readdirSync(host)).not.toContain('uv');
    hostProgram('uv', 'echo "uv 2.0.0"');
    expect(await search()).toMatchObject({ uv: { found: { kind: 'real', version: '2.0.0' } } });
    expect((await inside('uv')).stdout).toBe('uv 2.0.0\n');
  });
});
