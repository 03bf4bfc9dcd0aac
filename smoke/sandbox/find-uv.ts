import { realpath, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tools } from '../../schemas/types.ts';
import { findExecutable } from '../process/executable.ts';
import type { FoundPython } from './find-python.ts';
import { writeLauncher } from './launcher.ts';
import type { Probe } from './probe.ts';
import type { Search } from './tools.ts';

type Uv = NonNullable<Tools['uv']>;

const standIn = join(import.meta.dirname, 'uv-stand-in/uv');

/**
 * Puts the uv of the host's PATH into `binDir`. It must work in a sandbox, without the host's environment: a version
 * manager's shim that does not is no uv.
 * @param ask asks with a sandbox's environment
 */
export async function findUv(path: string, binDir: string, ask: Probe): Promise<Search<Uv>> {
  const onPath = findExecutable('uv', path, '/');
  if (!('path' in onPath)) return { missing: 'no uv on PATH' };
  const real = await realpath(onPath.path);
  const link = join(binDir, 'uv');
  await symlink(real, link);
  const answer = await ask([link, '--version']);
  const version = 'found' in answer ? /^uv (\d\S*)/.exec(answer.found)?.[1] : undefined;
  if (version !== undefined) return { found: { path: real, version, kind: 'real' } };
  await rm(link);
  return 'missing' in answer ? answer : { missing: `${onPath.path} --version does not answer as uv: ${answer.found}` };
}

/**
 * Puts the stand-in into `binDir`, which needs a Python with the venv module.
 * @param noUv why there is no real one
 */
export async function standInForUv(python: Search<FoundPython>, binDir: string, noUv: string): Promise<Search<Uv>> {
  const noStandIn = whyNoStandIn(python);
  if (noStandIn !== undefined || 'missing' in python) return { missing: `${noUv}, and no stand-in: ${noStandIn}` };
  await writeLauncher(join(binDir, 'uv'), [python.found.path, '-I', '-S', '-B', standIn]);
  return { found: { path: standIn, version: '0.0.0', kind: 'stand-in' } };
}

function whyNoStandIn(python: Search<FoundPython>): string | undefined {
  if ('missing' in python) return python.missing;
  const { path, version, hasVenv } = python.found;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== 3 || minor < 8) return `${path} is Python ${version}, expected 3.8 or later`;
  return hasVenv ? undefined : `${path} has no module venv`;
}
