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

/** `says`: the version that was asked for, when the output names it as a word of its own; else its first words. */
export type VersionAnswer = { runs: true; says: string } | { runs: false; how: string; reason: string };

type AskOptions = Omit<RunOptions, 'timeoutMs'> & Partial<Pick<RunOptions, 'timeoutMs'>>;

/**
 * Runs `node_modules/.bin/<bin> --version` in the project: its output names the version as a word of its own,
 * with a v before it or not.
 * A command that cannot be run, or does not exit 0, is a hand-over that went wrong too, with a finding of its own.
 */
export async function proveRunningVersion(
  { manifest: { version } }: Artifact,
  bin: string,
  options: AskOptions,
): Promise<RunningVersion> {
  const answer = await askVersion([join(options.cwd, 'node_modules', '.bin', bin)], version, options);
  if (!answer.runs) {
    const { how, reason } = answer;
    return {
      handover: handover('running CLI', version, how),
      findings: [finding('command-does-not-run', { command: `${bin} --version`, how, reason }, { stage: 'identity' })],
      runs: false,
    };
  }
  const running = handover('running CLI', version, answer.says);
  return { handover: running, findings: mismatches([running]), runs: true };
}

/** Runs `<command> --version`. @param version what it is to say */
export async function askVersion(
  command: readonly [string, ...string[]],
  version: string,
  options: AskOptions,
): Promise<VersionAnswer> {
  const result = await run([...command, '--version'], { timeoutMs: versionTimeoutMs, ...options });
  if (result.kind !== 'exited' || result.code !== 0) {
    const reason = result.kind === 'spawnFailed' ? result.error.message : reasonIn(result.stderr);
    return { runs: false, how: describeEnd(result), reason };
  }
  const words = result.stdout.split(/\s+/).filter((word) => word !== '');
  const named = words.some((word) => word === version || word === `v${version}`);
  return { runs: true, says: named ? version : words.join(' ').slice(0, 120) || 'nothing on stdout' };
}

/** The line that names the error: Node prints the source line before it and a stack after. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines[0] ?? 'nothing on stderr';
}
