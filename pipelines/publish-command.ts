/** The command line of publishing. */
import { type Command, Option } from 'commander';
import { command, withJson } from './command.ts';
import { exitCodesHelp } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { PublishOptions } from './publish.ts';

/** @param onExit hears the exit code of the command that was run */
export function publishCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('publish'))
    .description(
      'publish exactly the verified tarball: says what stands in the way and changes nothing, unless --publish is given',
    )
    .argument('[source]', 'the source directory that the release is made from (default: the current directory)')
    .option('--publish', 'do it; without it nothing is changed, here or at the registry')
    .addOption(
      new Option('--for-another-job', 'only look, and not at who is logged in here: another job publishes').conflicts(
        'publish',
      ),
    )
    .option('--stage', "to the registry's staging area, where a maintainer approves it; needs npm 11.15 or later")
    .option('--tarball <file>', 'the bytes to publish, which must be those that were verified')
    .option('--registry <url>', 'where to; it must be what the policy says')
    .option('--policy <file>', 'what must hold before a release', 'release-policy.json')
    .addHelpText('after', exitCodesHelp)
    .action(async (source: string | undefined, options: Partial<PublishOptions>) => {
      const { publish } = await import('./publish.ts');
      onExit(await publish(source, { policy: 'release-policy.json', ...options }, io));
    });
}
