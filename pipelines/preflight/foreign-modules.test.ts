import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox } from '../../smoke/sandbox/sandbox.ts';
import { foreignModules } from './foreign-modules.ts';

let root: string;
let workspace: string;
let node: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'foreign modules ')));
  workspace = join(root, 'tmp', 'shakedown-0', 'run');
  node = join(root, 'node', 'bin', 'node');
  for (const dir of [workspace, dirname(node)]) mkdirSync(dir, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

/** A package in a directory where packages are looked for. */
function put(modules: string, name = 'undeclared'): string {
  mkdirSync(join(modules, name), { recursive: true });
  writeFileSync(join(modules, name, 'index.js'), '');
  return modules;
}

/** Of those below `root`: what is above is the machine's. */
const found = (dir = workspace) =>
  foreignModules(dir, node).flatMap((each) => (each.found.startsWith(root) ? [each.found] : []));

describe('node_modules in a directory above', () => {
  test('is told with its path and what to do, every one, the nearest first', () => {
    const [far, near] = [put(join(root, 'node_modules')), put(join(root, 'tmp', 'node_modules'))];
    expect(found()).toEqual([near, far]);
    expect(foreignModules(workspace, node)).toContainEqual({
      code: 'modules-above',
      expected: expect.stringContaining(`no node_modules above ${workspace}`),
      found: near,
      remediation: `Remove ${near}, or set TMPDIR to a directory that has no node_modules above it.`,
    });
  });

  test('is told when the workspace is in one, and when it is a link', () => {
    const inOne = join(root, 'node_modules', '.tmp', 'run');
    mkdirSync(inOne, { recursive: true });
    put(join(root, 'node_modules'));
    expect(found(inOne)).toEqual([join(root, 'node_modules')]);
    symlinkSync(join(root, 'node_modules'), join(root, 'tmp', 'node_modules'));
    expect(found()).toEqual([join(root, 'tmp', 'node_modules'), join(root, 'node_modules')]);
  });

  test('counts for the commands in it', () => {
    const modules = put(join(root, 'node_modules'), '.bin');
    expect(found()).toEqual([modules]);
  });

  test('is no matter when it is empty, holds the cache of a tool, is a file, or is the own one of the workspace', () => {
    mkdirSync(join(root, 'tmp', 'shakedown-0', 'node_modules'));
    put(join(root, 'tmp', 'node_modules'), '.cache');
    writeFileSync(join(root, 'node_modules'), '');
    put(join(workspace, 'node_modules'));
    expect(found()).toEqual([]);
  });
});

test("the packages of a project above that Yarn has made Plug'n'Play are told", () => {
  const file = join(root, '.pnp.cjs');
  writeFileSync(file, '');
  expect(found()).toEqual([file]);
});

test('packages of a Node for all are told', () => {
  const modules = put(join(root, 'node', 'lib', 'node'));
  expect(foreignModules(workspace, node)).toContainEqual(
    expect.objectContaining({ code: 'modules-of-node', found: modules }),
  );
});

test('every directory that a Node in a sandbox looks into is its own, or is told', async () => {
  await using box = await createSandbox({
    parent: workspace,
    name: 'box',
    mark: `foreign-modules-${process.pid}`,
    tools: { binDir: dirname(process.execPath), systemDirs: ['/usr/bin', '/bin'] },
    network: {},
  });
  const script = "console.log(JSON.stringify(require.resolve.paths('x')))";
  const { stdout } = spawnSync(process.execPath, ['-p', script], { cwd: box.work, env: box.env, encoding: 'utf8' });
  const lookedInto: string[] = JSON.parse(stdout.split('\n')[0] ?? '');
  const foreign = lookedInto.filter((dir) => !dir.startsWith(`${workspace}/`));
  const below = foreign.filter((dir) => dir.startsWith(root));
  expect(below.length).toBeGreaterThan(2);
  for (const dir of below) put(dir);
  expect(found()).toEqual(below);
  // Above `root` nothing can be put; what a sandbox has for its home is in it.
  const above = foreign.filter((dir) => !below.includes(dir) && !root.startsWith(dirname(dir)));
  expect(above).toEqual([join(dirname(process.execPath), '..', 'lib', 'node')]);
});
