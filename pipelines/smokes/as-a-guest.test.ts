import { cp, mkdir, mkdtemp, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import { packageRoot } from '../version.ts';
import { type InstalledPackage, installStandIn } from './installed-package.ts';

/** Below a node_modules directory, in a foreign project with a Vitest of its own, as users will have it. */
let root: string;
let home: string;
let place: InstalledPackage;
let before: string[];
let result: CommandResult;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'guest-')));
  home = join(root, 'node_modules', '@shakedown', 'cli');
  await mkdir(join(root, 'tmp'));
  for (const part of ['pipelines', 'smoke', 'schemas', 'package.json']) {
    await cp(join(packageRoot, part), join(home, part), { recursive: true });
  }
  await symlink(join(packageRoot, 'node_modules'), join(home, 'node_modules'));
  for (const name of ['vitest.config.ts', 'vite.config.ts', 'postcss.config.cjs', '.env']) {
    await writeFile(join(root, name), 'throw new Error("nobody is to read this");');
  }
  place = await installStandIn();
  await writeFile(join(root, 'context.json'), JSON.stringify(place.context));
  before = await treeOf(root);
  const program = join(home, 'pipelines', 'smokes', 'run-smokes.program.ts');
  const register = join(home, 'pipelines', 'launcher', 'register-typescript.mjs');
  result = await run(
    [process.execPath, '--import', register, program, 'test-smokes/floor', join(root, 'context.json')],
    { cwd: root, env: { TMPDIR: join(root, 'tmp'), HOME: root }, timeoutMs: 60_000 },
  );
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

test('the smokes run there, and the runner itself prints nothing', () => {
  expect(result).toMatchObject({ kind: 'exited', code: 0, stderr: '' });
  const { outcomes } = JSON.parse(result.stdout);
  expect(outcomes.toSorted()).toEqual(
    [...Array(10).fill('failed'), 'not-applicable', ...Array(4).fill('passed'), 'skipped'].toSorted(),
  );
});

test('signal handlers, exit code and NODE_ENV of the process are as they were, also while smokes run and fail', () => {
  const { handlers, exitCode, nodeEnv } = JSON.parse(result.stdout);
  expect(handlers).toHaveLength(1);
  expect({ exitCode, nodeEnv }).toEqual({ exitCode: null, nodeEnv: null });
});

test('nothing is written beside the evidence', async () => {
  expect(await treeOf(root)).toEqual(before);
});

/** Every file with its time of change, and every directory; what is behind links is not ours. */
async function treeOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const described = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() ? `${path} ${(await stat(path)).mtimeMs}` : path;
  });
  return (await Promise.all(described)).toSorted();
}
