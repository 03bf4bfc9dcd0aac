/** The command line of a published package's smoke. */
import type { Command } from 'commander';
import { command, withJson } from './command.ts';
import { exitCodesHelp } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { PublishedOptions } from './published.ts';

/** @param onExit hears the exit code of the command that was run */
export function publishedCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('published'))
    .description('does a stranger get what was released: npx, local, global, signatures, provenance, dist-tags')
    .argument('[name@version]', 'the published version (default: publishedPackageSmoke of the policy)')
    .option('--registry <url>', 'where it is (default: as the policy says)')
    .option('--within <minutes>', 'how long the registry may take to show it (default: as the policy says, or 10)')
    .option('--policy <file>', 'what must hold before a release', 'release-policy.json')
    .addHelpText('after', exitCodesHelp)
    .action(async (spec: string | undefined, options: Partial<PublishedOptions>) => {
      const { published } = await import('./published.ts');
      onExit(await published(spec, { policy: 'release-policy.json', ...options }, io));
    });
}
