/** Makes the project: an empty directory in which npm installs the artifact by name from the throwaway registry. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import type { RunOptions } from '../../smoke/process/run.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { readNpmError } from '../npm/json.ts';
import type { NpmCommand } from '../npm/npm.ts';
import { scopeOf } from '../registry/route.ts';

export interface InstallOptions extends Omit<RunOptions, 'cwd'> {
  /** Absolute; made, holds node_modules afterwards. */
  projectDir: string;
  /** URL of the throwaway registry, with a slash at its end. */
  registry: string;
  npm: NpmCommand;
  /** npm's cache for third-party packages, shared between runs; the throwaway registry's URL differs every time. */
  cacheDir: string;
}

/** An install of several hundred packages on a slow line is minutes; one that hangs is not waited for longer. */
export const installTimeoutMs = 600_000;

/** @throws StageFailure when npm does not exit 0 */
export async function installArtifact(artifact: Artifact, options: InstallOptions): Promise<CommandResult> {
  const { projectDir, registry, npm, cacheDir, ...run } = options;
  const { name, version } = artifact.manifest;
  await mkdir(projectDir, { recursive: true });
  await mkdir(cacheDir, { recursive: true });
  await writeFile(
    join(projectDir, 'package.json'),
    `${JSON.stringify({ name: 'project', version: '1.0.0', private: true })}\n`,
  );
  // As a user of a registry of their own would have it: the scope goes there, everything else where npm goes by itself.
  const scope = scopeOf(name);
  await writeFile(join(projectDir, '.npmrc'), `${scope ? `${scope}:registry` : 'registry'}=${registry}\n`);
  const result = await npm(
    [
      'install',
      `${name}@${version}`,
      '--save-exact',
      // Else npm looks for a project above that has this one as a workspace, and installs there.
      '--no-workspaces',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--package-lock',
      '--foreground-scripts=false',
      // What is not there after some seconds is not there: npm's own patience is minutes, also for a wrong certificate.
      '--fetch-retries=2',
      '--fetch-retry-mintimeout=1000',
      '--fetch-retry-maxtimeout=5000',
      '--json',
      `--cache=${cacheDir}`,
    ],
    { ...run, cwd: projectDir },
  );
  if (result.kind === 'exited' && result.code === 0) return result;
  const error = readNpmError(result.stdout);
  const said = error
    ? [error.code, error.summary, error.detail]
    : [result.stderr.trim().split('\n').slice(0, 3).join(' ')];
  throw new StageFailure(
    finding(
      'install-failed',
      { name, version, how: describeEnd(result), reason: said.filter(Boolean).join(' ') },
      { stage: 'install' },
    ),
  );
}
