import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Tools } from '../../../schemas/types.ts';
import type { CommandResult } from '../../process/command-result.ts';
import { run } from '../../process/run.ts';
import { createSandbox, type Sandbox } from '../sandbox.ts';
import { findTools } from '../tools.ts';
import { type TinyWheel, writeTinyWheel } from './tiny-wheel.ts';

/** Gives each test of a file a sandbox in which `uv` is the stand-in, and ends it after the test. */
export function useUvStandIn() {
  let root: string;
  let tools: Tools;
  let sandbox: Sandbox;

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'uv-stand-in-')));
    const env = process.env;
    // Without the host's own uv: it is the stand-in that is tested here.
    const path = (env.PATH ?? '').split(delimiter).filter((dir) => !existsSync(join(dir, 'uv')));
    const search = { path: path.join(delimiter), nodePath: process.execPath, binDir: join(root, 'bin'), hostEnv: env };
    const found = await findTools(search);
    if (!found.tools?.python || 'missing' in found.uv) throw new Error(`no stand-in here: ${JSON.stringify(found)}`);
    tools = found.tools;
  });

  afterAll(() => rmSync(root, { recursive: true }));

  beforeEach(async () => {
    sandbox = await createSandbox({ parent: root, name: 'uv', mark: `uv-test-${process.pid}`, tools, network: {} });
    return async () => {
      expect(await sandbox.dispose()).toMatchObject({ survivors: [], removed: true });
    };
  });

  const uvWith = (env: Readonly<Record<string, string>>, ...args: string[]): Promise<CommandResult> =>
    run(['uv', ...args], { cwd: sandbox.work, env: sandbox.envWith(env), timeoutMs: 20_000 });

  const uv = (...args: string[]): Promise<CommandResult> => uvWith({}, ...args);

  return {
    uv,
    uvWith,
    /** The interpreter that the stand-in runs with. */
    python: () => tools.python ?? { path: '', version: '' },
    work: (): string => sandbox.work,
    /** Runs a program by its path in the working directory. */
    program: (file: string, ...args: string[]): Promise<CommandResult> =>
      run([join(sandbox.work, file), ...args], { cwd: '/', env: sandbox.env, timeoutMs: 20_000 }),
    wheel: (options: TinyWheel = {}): string => writeTinyWheel(sandbox.work, options),
    /** The site-packages of an environment in the working directory. */
    site: (venv = 'venv'): string => {
      const lib = join(sandbox.work, venv, 'lib');
      return join(lib, readdirSync(lib)[0] ?? '', 'site-packages');
    },
    /** `uv pip install` into the environment `venv`, which is made when it is not there. */
    install: async (...args: string[]): Promise<CommandResult> => {
      if (!existsSync(join(sandbox.work, 'venv'))) await uv('venv', 'venv');
      return await uv('pip', 'install', '--python', 'venv/bin/python', ...args);
    },
  };
}
