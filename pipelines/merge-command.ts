/** The command line of merging. */
import { type Command, Option } from 'commander';
import { command, withJson } from './command.ts';
import { exitCodesHelp } from './exit-codes.ts';
import type { Io } from './io.ts';

/** @param onExit hears the exit code of the command that was run */
export function mergeCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('merge'))
    .description('make one report and one verdict of what many machines have verified, cell by cell and shard by shard')
    .argument('<dir...>', 'evidence of runs (verify --out DIR), or directories that hold such directories')
    .option('--out <dir>', 'copy the evidence there when the report is made')
    .addOption(new Option('--quiet', 'say nothing but the result').conflicts('verbose'))
    .addOption(new Option('--verbose', 'say each smoke and each command'))
    .addHelpText('after', exitCodesHelp)
    .action(async (dirs: string[], options) => {
      const { merge } = await import('./merge.ts');
      onExit(await merge(dirs, { json: false, quiet: false, verbose: false, ...options }, io));
    });
}
