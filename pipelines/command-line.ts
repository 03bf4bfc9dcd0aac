/** The command line: every command with its options and its help. What a command does is loaded when it is used. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { coherenceCommand } from './coherence-command.ts';
import { command, withJson } from './command.ts';
import { defectsCommand } from './defects-command.ts';
import { exitCodesHelp } from './exit-codes.ts';
import { inspectCommand } from './inspect-command.ts';
import type { Io } from './io.ts';
import { matrixCommand } from './matrix-command.ts';
import { mergeCommand } from './merge-command.ts';
import { packCommand } from './pack-command.ts';
import { prepareCommand } from './prepare-command.ts';
import { publishCommand } from './publish-command.ts';
import { publishedCommand } from './published-command.ts';
import { readinessCommand } from './readiness-command.ts';
import { reportCommands } from './report-commands.ts';
import { runCommands } from './run-commands.ts';
import type { VerifyOptions } from './verify-plan.ts';
import { shakedownVersion } from './version.ts';
import { walkthroughCommands } from './walkthrough-commands.ts';

/**
 * Builds the program; errors in its use are thrown as CommanderError.
 * @param onExit hears the exit code of the command that was run
 */
export function program(io: Io, onExit: (code: number) => void): Command {
  const root = command('shakedown')
    .description(
      'Takes the exact bytes of an npm package through a real registry and a real install, and says whether they are releasable.',
    )
    .version(shakedownVersion, '-V, --version', 'print the version')
    .addHelpText('after', exitCodesHelp);
  root.addCommand(
    withOutputOptions(command('verify'))
      .description(
        'verify a package: pack once, publish to a throwaway registry, install, run its smokes, give a verdict',
      )
      .argument(
        '[subject]',
        'a source directory, a tarball (./x.tgz) or a published name@version (default: the reference package)',
      )
      .option('--policy <file>', 'what must hold before a release', 'release-policy.json')
      .option(
        '--against <previous>',
        'compare with an earlier version: a tarball, a published name@version or a directory',
      )
      .option(
        '--suite <name>',
        "run this suite instead of those that the policy always runs; again for more, 'all' for every one",
        again,
      )
      .option(
        '--only <pattern>',
        'run only smokes whose name holds this, of all suites; such a run never says "releasable"',
      )
      .option(
        '--repeat <n>',
        'run the smokes n times on the one installed package, and tell those that pass and fail in turn (flaky)',
        numberOfRounds,
      )
      .option('--pm <managers>', 'try it with each of these package managers: npm@11,npm@12,pnpm,yarn,bun', again)
      .option('--node <versions>', 'and on each of these Nodes: 22,24,26', again)
      .option('--cell <id>', 'of those pairs only this one, for example npm@11-node@24; again for more', again)
      .option('--shard <i/n>', 'run the i-th of n parts of the smokes; `shakedown merge` makes one report of them')
      .option('--fail-fast', 'stop at the first required smoke that fails')
      .option('--keep', 'keep the sandboxes of passed smokes too')
      .option('--out <dir>', 'copy the evidence there when the run has ended')
      .addHelpText('after', exitCodesHelp)
      .action(async (subject: string | undefined, options: Partial<VerifyOptions>) => {
        const { verify } = await import('./verify.ts');
        const flags = { suite: [], keep: false, failFast: false, json: false, quiet: false, verbose: false };
        onExit(await verify(subject, { policy: 'release-policy.json', ...flags, ...options }, io));
      }),
  );
  root.addCommand(inspectCommand(io, onExit));
  root.addCommand(coherenceCommand(io, onExit));
  root.addCommand(readinessCommand(io, onExit));
  root.addCommand(publishCommand(io, onExit));
  root.addCommand(publishedCommand(io, onExit));
  root.addCommand(packCommand(io, onExit));
  root.addCommand(prepareCommand(io, onExit));
  root.addCommand(defectsCommand(io, onExit));
  root.addCommand(matrixCommand(io, onExit));
  root.addCommand(mergeCommand(io, onExit));
  for (const each of [...walkthroughCommands(io, onExit), ...reportCommands(io, onExit), ...runCommands(io, onExit)])
    root.addCommand(each);
  return root;
}

function again(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function numberOfRounds(text: string): number {
  const rounds = /^[0-9]+$/.test(text) ? Number(text) : 0;
  if (rounds >= 1 && Number.isSafeInteger(rounds)) return rounds;
  throw new InvalidArgumentError('Expected a whole number from 1 on.');
}

function withOutputOptions(to: Command): Command {
  return withJson(to)
    .addOption(new Option('--quiet', 'say nothing but the result').conflicts('verbose'))
    .addOption(new Option('--verbose', 'say each smoke and each command'));
}
