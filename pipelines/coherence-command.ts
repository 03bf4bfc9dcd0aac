/** The command line of the comparison of versions. */
import { type Command, Option } from 'commander';
import { command, withJson } from './command.ts';
import type { Io } from './io.ts';

/** @param onExit hears the exit code of the command that was run */
export function coherenceCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('coherence'))
    .description('say whether every place that states the version says the same, and whether the registry can take it')
    .argument('[subject]', 'the source directory that the release is made from', '.')
    .option('--policy <file>', 'what must hold before a release', 'release-policy.json')
    .option('--tarball <file>', 'the bytes that are to be released: they are installed and asked too')
    .addOption(
      new Option('--registry <url>', "the registry that is asked, instead of the policy's").conflicts('offline'),
    )
    .option('--offline', 'ask no registry: what only it knows is left out')
    .option('--control', 'try besides whether a disagreement would be noticed, in a scratch copy, place by place')
    .action(async (subject: string, options) => {
      const { coherence } = await import('./coherence.ts');
      onExit(await coherence(subject, options, io));
    });
}
