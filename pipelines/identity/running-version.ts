/** What the installed command itself says of its version. */
import { join } from 'node:path';
import type { Finding, Handover } from '../../schemas/types.ts';
import { describeEnd } from '../../smoke/process/command-result.ts';
import { type RunOptions, run } from '../../smoke/process/run.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { finding } from '../findings/finding.ts';
import { handover, mismatches } from './handovers.ts';

/** A command that only prints its version answers at once; one that hangs is found out before this. */
const versionTimeoutMs = 30_000;

export interface RunningVersion {
  handover: Handover;
  findings: Finding[];
  /** False when the command cannot even say its version: no smoke has anything to learn from it. */
  runs: boolean;
}

/**
 * Runs `node_modules/.bin/<bin> --version` in the project: its output names the version as a word of its own,
 * with a v before it or not.
 * A command that cannot be run, or does not exit 0, is a hand-over that went wrong too, with a finding of its own.
 */
export async function proveRunningVersion(
  { manifest: { version } }: Artifact,
  bin: string,
  options: Omit<RunOptions, 'timeoutMs'> & Partial<Pick<RunOptions, 'timeoutMs'>>,
): Promise<RunningVersion> {
  const command = join(options.cwd, 'node_modules', '.bin', bin);
  const result = await run([command, '--version'], { timeoutMs: versionTimeoutMs, ...options });
  if (result.kind !== 'exited' || result.code !== 0) {
    const how = describeEnd(result);
    const reason = result.kind === 'spawnFailed' ? result.error.message : reasonIn(result.stderr);
    return {
      handover: handover('running CLI', version, how),
      findings: [finding('command-does-not-run', { command: `${bin} --version`, how, reason }, { stage: 'identity' })],
      runs: false,
    };
  }
  const words = result.stdout.split(/\s+/).filter((word) => word !== '');
  const named = words.some((word) => word === version || word === `v${version}`);
  const found = named ? version : words.join(' ').slice(0, 120) || 'nothing on stdout';
  const running = handover('running CLI', version, found);
  return { handover: running, findings: mismatches([running]), runs: true };
}

/** The line that names the error: Node prints the source line before it and a stack after. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines[0] ?? 'nothing on stderr';
}
