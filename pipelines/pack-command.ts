/** The command line of packing. */
import type { Command } from 'commander';
import { command, withJson } from './command.ts';
import type { Io } from './io.ts';

/** @param onExit hears the exit code of the command that was run */
export function packCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('pack'))
    .description('pack a package once, as it would be published, for others to verify')
    .argument(
      '[subject]',
      'a source directory, a tarball (./x.tgz) or a published name@version (default: the current directory)',
    )
    .requiredOption('--out <dir>', 'where the tarball and its manifest.json go')
    .action(async (subject: string | undefined, options) => {
      const { pack } = await import('./pack.ts');
      onExit(await pack(subject, options, io));
    });
}
