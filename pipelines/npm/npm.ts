/** npm as a command: the npm of the host's tools, run by the node of the host's tools, without a shell. */
import type { Tools } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { type RunOptions, run } from '../../smoke/process/run.ts';

/**
 * Runs npm with `args` in `options.env` and nothing else: whoever calls builds the environment.
 * Resolves however npm ended; an abort of `options.signal` ends it with its whole process group.
 */
export type NpmCommand = (args: readonly string[], options: RunOptions) => Promise<CommandResult>;

/** @param tools `npm.path` is npm's own npm-cli.js */
export function npmCommand(tools: Pick<Tools, 'node' | 'npm'>): NpmCommand {
  return (args, options) => run([tools.node.path, tools.npm.path, ...args], options);
}
