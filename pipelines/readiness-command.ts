/** The command line of the readiness assessment. */
import type { Command } from 'commander';
import { command, withJson } from './command.ts';
import type { Io } from './io.ts';

const exitCodesHelp = `
Exit codes:
  0    ready
  1    not ready: something is wrong
  2    bad usage or bad input
  3    it cannot be assessed here
  4    incomplete: nothing is known to be wrong, and evidence is missing`;

/** @param onExit hears the exit code of the command that was run */
export function readinessCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('readiness'))
    .description('may this package be released by its policy: one verdict, gate by gate, and what is in the way')
    .argument('[subject]', 'the source directory (default: the current one, or the reference package)')
    .option('--policy <file>', 'what must hold before a release', 'release-policy.json')
    .option('--tarball <file>', 'the bytes that are to be released, instead of those that packing the source gives')
    .addHelpText('after', exitCodesHelp)
    .action(async (subject: string | undefined, options) => {
      const { readiness } = await import('./readiness.ts');
      onExit(await readiness(subject, options, io));
    });
}
