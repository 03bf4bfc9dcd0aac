/** The command line of the preparation of a release. */
import { type Command, Option } from 'commander';
import { command, withJson } from './command.ts';
import type { Io } from './io.ts';

/** @param onExit hears the exit code of the command that was run */
export function prepareCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('prepare'))
    .description(
      'say the next version and what goes into the changelog, from changesets or commits; writes nothing unless told to',
    )
    .argument('[subject]', 'the source directory that the release is made from', '.')
    .addOption(
      new Option('--channel <channel>', 'stable, or rc for a prerelease')
        .choices(['stable', 'rc'])
        .makeOptionMandatory(),
    )
    .option(
      '--policy <file>',
      'names the tag, and further places (default: release-policy.json if it names the package)',
    )
    .option('--write', 'write it: versions, changelog, used changesets')
    .action(async (subject: string, options) => {
      const { prepare } = await import('./prepare.ts');
      onExit(await prepare(subject, options, io));
    });
}
