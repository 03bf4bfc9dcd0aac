/** The help of the bytes that are to be released, from their own command. */
import { join } from 'node:path';
import { run } from '../../smoke/process/run.ts';
import type { Bench } from '../artifact/bench.ts';
import { type HelpTree, helpTree } from '../documents/help-tree.ts';
import type { Io } from '../io.ts';
import { installTarball } from '../versions/install-tarball.ts';

/** A command that only prints its help answers at once. */
const timeoutMs = 30_000;
/** Longer than any help; bytes. */
const captureLimitBytes = 1024 * 1024;

/**
 * Installs the tarball in a project of its own, and asks the command there, in the sandbox of npm.
 * @param tarball absolute
 * @returns what it says of itself, or why it cannot be asked
 */
export async function askedHelp(
  tarball: string,
  { bench, bin, io }: { bench: Bench; bin: string; io: Pick<Io, 'env' | 'signal'> },
): Promise<{ help: HelpTree } | { reason: string }> {
  const { signal } = io;
  const installed = await installTarball(tarball, { bench, offline: false, env: io.env, signal });
  if (installed.from !== 'project') return { reason: 'why' in installed ? installed.why : 'it was not installed' };
  const { dir } = installed;
  const { NODE_COMPILE_CACHE: _, ...own } = (await bench.npm()).env;
  const env = { ...own, NO_COLOR: '1', COLUMNS: '200' };
  const command = join(dir, 'node_modules', '.bin', bin);
  return {
    help: helpTree(bin, (args) => run([command, ...args], { cwd: dir, env, timeoutMs, captureLimitBytes, signal })),
  };
}
