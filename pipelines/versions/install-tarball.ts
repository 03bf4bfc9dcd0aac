/** Installs the bytes that are to be released, so that their own command can be asked. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { describeEnd } from '../../smoke/process/command-result.ts';
import type { Bench } from '../artifact/bench.ts';
import { cachePlace } from '../cache-place.ts';
import { readNpmError } from '../npm/json.ts';
import { installTimeoutMs } from '../project/install.ts';
import type { CommandSource } from './command-place.ts';

export interface TarballInstallation {
  bench: Bench;
  /** with what npm has in its cache alone */
  offline: boolean;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/**
 * Installs a tarball in a project of its own, in a sandbox, as its user would.
 * @param tarball absolute
 * @returns the project; without one, why nobody can be asked
 * @throws NotReady without npm
 */
export async function installTarball(
  tarball: string,
  { bench, offline, env: hostEnv, signal }: TarballInstallation,
): Promise<CommandSource> {
  const dir = join(bench.dir, 'project');
  await mkdir(dir);
  await writeFile(join(dir, 'package.json'), '{"name": "project", "version": "1.0.0", "private": true}\n');
  const { run, env } = await bench.npm();
  const result = await run(
    [
      'install',
      // A path that does not begin so could be read as a repository's name.
      `./${relative(dir, tarball)}`,
      offline ? '--offline' : '--prefer-offline',
      '--no-workspaces',
      '--no-audit',
      '--no-fund',
      '--foreground-scripts=false',
      '--fetch-retries=2',
      '--fetch-retry-mintimeout=1000',
      '--fetch-retry-maxtimeout=5000',
      '--json',
      `--cache=${cachePlace(hostEnv, 'npm')}`,
    ],
    { cwd: dir, env, timeoutMs: installTimeoutMs, signal },
  );
  if (result.kind === 'exited' && result.code === 0) return { from: 'project', dir };
  const error = readNpmError(result.stdout);
  const said = error ? [error.code, error.summary].filter(Boolean).join(' ') : result.stderr.trim().split('\n')[0];
  return { from: 'nobody', why: `${basename(tarball)} cannot be installed: ${said || describeEnd(result)}` };
}
