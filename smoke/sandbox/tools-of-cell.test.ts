import { mkdir, mkdtemp, readFile, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Tools } from '../../schemas/types.ts';
import { run } from '../process/run.ts';
import { toolsOfCell } from './tools-of-cell.ts';

let root: string;
let host: Tools;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'cell-tools-')));
  const binDir = join(root, 'bin');
  await mkdir(binDir);
  await symlink('/host/node', join(binDir, 'node'));
  await symlink('/host/python3', join(binDir, 'python3'));
  await writeFile(join(binDir, 'npm'), 'the npm of the host');
  const node = { path: '/host/node', version: '24.0.0' };
  host = {
    binDir,
    systemDirs: ['/usr/bin', '/bin'],
    node,
    npm: { path: '/host/npm/bin/npm-cli.js', version: '11.0.0' },
  };
  return () => rm(root, { recursive: true, force: true });
});

test('a cell has its own Node, npm and commands, and the other tools of the machine', async () => {
  const node = { path: process.execPath, version: process.versions.node };
  const npm = { path: join(root, 'npm', 'bin', 'npm-cli.js'), version: '12.0.0' };
  const commands = { pnpm: [process.execPath, '-p', '"pnpm of the cell"'] } as const;
  const tools = await toolsOfCell(host, { binDir: join(root, 'cell'), node, npm, commands });
  expect(tools).toEqual({ ...host, binDir: join(root, 'cell'), node, npm });
  expect(await readlink(join(root, 'cell', 'node'))).toBe(process.execPath);
  expect(await readlink(join(root, 'cell', 'python3'))).toBe(join(root, 'bin', 'python3'));
  const text = async (name: string): Promise<string> => await readFile(join(root, 'cell', name), 'utf8');
  expect(await text('npm')).toContain(`exec ${process.execPath} ${npm.path} "$@"`);
  expect(await text('npx')).toContain(join(root, 'npm', 'bin', 'npx-cli.js'));
  const said = await run(['pnpm'], { cwd: root, env: { PATH: join(root, 'cell') }, timeoutMs: 20_000 });
  expect(said.stdout).toBe('pnpm of the cell\n');
  expect(await readFile(join(root, 'bin', 'npm'), 'utf8')).toBe('the npm of the host');
});

test("without an npm of its own it has the machine's, run by its own Node", async () => {
  const node = { path: '/cell/node', version: '22.0.0', tool: 'node', integrity: 'x' };
  const tools = await toolsOfCell(host, { binDir: join(root, 'cell'), node, commands: {} });
  expect([tools.node, tools.npm]).toEqual([{ path: '/cell/node', version: '22.0.0' }, host.npm]);
  expect(await readFile(join(root, 'cell', 'npm'), 'utf8')).toContain('exec /cell/node /host/npm/bin/npm-cli.js');
});
