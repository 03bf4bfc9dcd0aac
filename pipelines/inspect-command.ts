/** The command line of the inspection. */
import { type Command, Option } from 'commander';
import { command, withJson } from './command.ts';
import type { Io } from './io.ts';

/** @param onExit hears the exit code of the command that was run */
export function inspectCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('inspect'))
    .description('read a packed package and say everything that is wrong with it; runs nothing of it but its packing')
    .argument('[subject]', 'a source directory, a tarball (./x.tgz) or a published name@version')
    .option(
      '--against <previous>',
      'compare with an earlier version: a tarball, a published name@version or a directory',
    )
    .option('--policy <file>', 'what must hold before a release (default: release-policy.json if it names the package)')
    .addOption(new Option('--sarif', 'print one SARIF 2.1.0 document on stdout and nothing else').conflicts('json'))
    .option('--rules', 'list every finding that there is, with its severity')
    .action(async (subject: string | undefined, options) => {
      const { inspect } = await import('./inspect.ts');
      onExit(await inspect(subject, options, io));
    });
}
