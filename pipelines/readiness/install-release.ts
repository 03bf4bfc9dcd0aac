/** Installs the bytes that are to be released, from their tarball, to ask the command for its help. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeEnd } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { type HelpTree, helpTree } from '../documents/help-tree.ts';
import { readNpmError } from '../npm/json.ts';
import { installTimeoutMs } from '../project/install.ts';
import type { ScratchPlace } from './scratch-place.ts';

/** A command that only prints its help answers at once. */
const helpTimeoutMs = 30_000;
/** Longer than any help; bytes. */
const helpLimitBytes = 1024 * 1024;

/** @param dir to be made, absolute @returns the command's help, or why there is none */
export async function installRelease(
  { file, manifest }: Artifact,
  { dir, place, bin, signal }: { dir: string; place: ScratchPlace; bin: string; signal: AbortSignal },
): Promise<{ help: HelpTree } | { reason: string }> {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'package.json'), '{ "name": "project", "version": "1.0.0", "private": true }\n');
  const result = await place.npm(
    [
      'install',
      file,
      '--no-workspaces',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--no-save',
      '--foreground-scripts=false',
      '--fetch-retries=2',
      '--fetch-retry-mintimeout=1000',
      '--fetch-retry-maxtimeout=5000',
      '--json',
      `--cache=${place.cacheDir}`,
    ],
    { cwd: dir, env: place.box.env, timeoutMs: installTimeoutMs, signal },
  );
  if (result.kind !== 'exited' || result.code !== 0) {
    const error = readNpmError(result.stdout);
    const said = error ? [error.code, error.summary].filter(Boolean).join(' ') : result.stderr.trim().split('\n')[0];
    return { reason: `npm could not install ${manifest.name} ${manifest.version} (${describeEnd(result)}): ${said}` };
  }
  const command = join(dir, 'node_modules', '.bin', bin);
  const env = place.box.envWith({ NODE_COMPILE_CACHE: undefined, NO_COLOR: '1', COLUMNS: '200' });
  return {
    help: helpTree(bin, (args) =>
      run([command, ...args], {
        cwd: dir,
        env,
        timeoutMs: helpTimeoutMs,
        captureLimitBytes: helpLimitBytes,
        signal,
      }),
    ),
  };
}
