/** What the installed command itself says of its version. */
import { join } from 'node:path';
import type { Handover } from '../../schemas/types.ts';
import { describeEnd } from '../../smoke/process/command-result.ts';
import { type RunOptions, run } from '../../smoke/process/run.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { proveRunning } from './handovers.ts';

/** A command that only prints its version answers at once; one that hangs is found out before this. */
const versionTimeoutMs = 30_000;

/**
 * Runs `node_modules/.bin/<bin> --version` in the project: its output names the version as a word of its own.
 * A command that cannot be run, or does not exit 0, is a hand-over that went wrong too.
 */
export async function proveRunningVersion(
  { manifest: { version } }: Artifact,
  bin: string,
  options: Omit<RunOptions, 'timeoutMs'>,
): Promise<Handover> {
  const command = join(options.cwd, 'node_modules', '.bin', bin);
  const result = await run([command, '--version'], { ...options, timeoutMs: versionTimeoutMs });
  const said = result.stdout.trim();
  if (result.kind !== 'exited' || result.code !== 0) {
    return proveRunning(version, `${bin} --version: ${describeEnd(result)}`);
  }
  return proveRunning(version, said.split(/\s+/).includes(version) ? version : said || 'nothing on stdout');
}
