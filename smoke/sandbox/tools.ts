import { mkdir, realpath, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Tool, Tools } from '../../schemas/types.ts';
import { findExecutable } from '../process/executable.ts';
import { type FoundNpm, findNpm } from './find-npm.ts';
import { findPython } from './find-python.ts';
import { findUv, standInForUv } from './find-uv.ts';
import { removeTools, writeLauncher } from './launcher.ts';
import { probeWith } from './probe.ts';

export interface ToolSearch {
  /** The host's PATH. */
  readonly path: string;
  /** The node that sandboxes use, absolute. */
  readonly nodePath: string;
  /** To be made: links to the tools. */
  readonly binDir: string;
  /** The host's environment, of which version managers' shims need HOME and their own variables. */
  readonly hostEnv?: Readonly<Record<string, string | undefined>>;
  /** Use the stand-in where there is no uv; true by default. */
  readonly uvStandIn?: boolean;
}

/** A tool, or in words why there is none: `no npm on PATH`. */
export type Search<T> = { readonly found: T } | { readonly missing: string };

export interface FoundTools {
  readonly node: Search<Tool>;
  readonly npm: Search<Tool>;
  readonly python: Search<Tool>;
  readonly uv: Search<NonNullable<Tools['uv']>>;
  /** Present when node and npm were found: what a sandbox needs at least. */
  readonly tools?: Tools;
}

/** Where systems keep git, sh and the other programs that every sandbox may use. */
const systemDirs = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin', '/opt/homebrew/bin'];

/**
 * Finds the host's tools and makes `binDir`, the first directory on a sandbox's PATH. After it follow those of the
 * system's directories that are on the host's PATH, so that nothing is found in a sandbox that was not found outside.
 * What is missing is a result with its reason, not an exception.
 */
export async function findTools(search: ToolSearch): Promise<FoundTools> {
  const { path, nodePath, binDir, hostEnv = {}, uvStandIn = true } = search;
  const onHost = new Set(path.split(delimiter));
  const dirs = systemDirs.filter((dir) => onHost.has(dir));
  await mkdir(binDir, { recursive: true });
  await removeTools(binDir, ['sh', 'node', 'npm', 'npx', 'python3', 'uv']);
  await provideShell(binDir, dirs);

  const askOutside = probeWith({ ...ofVersionManagers(hostEnv), PATH: path });
  const askInside = probeWith({ PATH: [binDir, ...dirs].join(delimiter), LC_ALL: 'C.UTF-8' });
  const [node, npm, python, realUv] = await Promise.all([
    findNode(nodePath, askInside),
    findNpm(path, askOutside),
    findPython(path, askOutside),
    findUv(path, binDir, askInside),
  ]);
  const uv = 'missing' in realUv && uvStandIn ? await standInForUv(python, binDir, realUv.missing) : realUv;

  if ('found' in python) await symlink(python.found.path, join(binDir, 'python3'));
  if ('found' in node) await symlink(node.found.path, join(binDir, 'node'));
  const found = { node, npm: toolOf(npm), python: toolOf(python), uv };
  if ('missing' in node || 'missing' in npm) return found;
  await writeLauncher(join(binDir, 'npm'), [node.found.path, npm.found.path]);
  await writeLauncher(join(binDir, 'npx'), [node.found.path, npm.found.npx]);
  const tools: Tools = {
    binDir,
    systemDirs: dirs,
    node: node.found,
    npm: tool(npm.found),
    ...('found' in python ? { python: tool(python.found) } : {}),
    ...('found' in uv ? { uv: uv.found } : {}),
  };
  return { ...found, tools };
}

async function findNode(nodePath: string, ask: ReturnType<typeof probeWith>): Promise<Search<Tool>> {
  const program = findExecutable(nodePath, '', '/');
  if (!('path' in program)) return { missing: `${nodePath} is not an executable file` };
  const path = await realpath(program.path);
  if (path === process.execPath) return { found: { path, version: process.versions.node } };
  const answer = await ask([path, '--version']);
  if ('missing' in answer) return answer;
  const version = /^v(\d+\.\d+\.\d+\S*)/.exec(answer.found)?.[1];
  return version ? { found: { path, version } } : { missing: `${path} --version says ${answer.found.slice(0, 120)}` };
}

/** npm runs every script with `sh` from PATH; on a host without the usual directories it gets one here. */
async function provideShell(binDir: string, dirs: readonly string[]): Promise<void> {
  if (!('path' in findExecutable('sh', dirs.join(delimiter), '/'))) await symlink('/bin/sh', join(binDir, 'sh'));
}

function ofVersionManagers(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && /^(HOME|PYENV_.*|ASDF_.*|MISE_.*)$/.test(name)) chosen[name] = value;
  }
  return chosen;
}

function toolOf(search: Search<Tool | FoundNpm>): Search<Tool> {
  return 'found' in search ? { found: tool(search.found) } : search;
}

/** Without what only the search needed. */
function tool({ path, version }: Tool): Tool {
  return { path, version };
}
