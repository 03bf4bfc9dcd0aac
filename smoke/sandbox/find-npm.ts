import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tool } from '../../schemas/types.ts';
import { errorCode } from '../process/error-code.ts';
import { findExecutable } from '../process/executable.ts';
import type { Probe } from './probe.ts';
import type { Search } from './tools.ts';

export interface FoundNpm extends Tool {
  /** npx-cli.js of the same package. */
  readonly npx: string;
}

/**
 * Finds npm's own npm-cli.js: behind the link that `npm` on PATH usually is, or, where a version manager has put a
 * program of its own there, in the directory for global packages that this program answers with.
 */
export async function findNpm(path: string, ask: Probe): Promise<Search<FoundNpm>> {
  const onPath = findExecutable('npm', path, '/');
  if (!('path' in onPath)) return { missing: 'no npm on PATH' };
  const behind = await packageAround(dirname(await realpath(onPath.path)));
  if (behind) return { found: behind };
  const answer = await ask([onPath.path, 'root', '--global']);
  if ('missing' in answer) return answer;
  const globals = answer.found.trim();
  const npm = globals.startsWith('/') ? await npmPackage(join(globals, 'npm')) : undefined;
  if (npm === undefined || npm === 'another') {
    return { missing: `${onPath.path} is not npm itself, and there is none in ${globals.slice(0, 120)}` };
  }
  return { found: npm };
}

/** The npm package that `dir` is a part of: the nearest package.json decides. */
async function packageAround(dir: string): Promise<FoundNpm | undefined> {
  for (let at = dir; at !== dirname(at); at = dirname(at)) {
    const found = await npmPackage(at);
    if (found) return found === 'another' ? undefined : found;
  }
  return undefined;
}

/** The npm package in `dir`; undefined when there is no package. */
async function npmPackage(dir: string): Promise<FoundNpm | 'another' | undefined> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(await readFile(join(dir, 'package.json'), 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return 'another';
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  if (typeof manifest !== 'object' || manifest === null) return 'another';
  if (!('name' in manifest) || manifest.name !== 'npm') return 'another';
  if (!('version' in manifest) || typeof manifest.version !== 'string') return 'another';
  const real = await realpath(dir);
  return { path: join(real, 'bin/npm-cli.js'), npx: join(real, 'bin/npx-cli.js'), version: manifest.version };
}
