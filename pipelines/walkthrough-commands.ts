/** The command line of the operator's walkthrough. */
import type { Command } from 'commander';
import { command, withJson } from './command.ts';
import { exitCodesHelp } from './exit-codes.ts';
import type { Io } from './io.ts';

/** The commands in the order of the help. @param onExit hears the exit code of the command that was run */
export function walkthroughCommands(io: Io, onExit: (code: number) => void): Command[] {
  return [
    withJson(command('walkthrough'))
      .description('lead a release operator from a commit to "releasable", step by step, with a record to sign')
      .argument('[subject]', 'the source directory that the release is made from (default: the current directory)')
      .option('--policy <file>', 'what must hold before a release', 'release-policy.json')
      .option('--non-interactive', 'ask nobody: run all steps and exit by the verdict')
      .option('--markdown', 'print the runbook, filled in where results are known, and run nothing')
      .option('--resume', 'go on where the last one here was stopped')
      .option('--by <name>', 'who the operator is (default: the user)')
      .addHelpText('after', exitCodesHelp)
      .action(async (subject: string | undefined, options) => {
        const { walkthrough } = await import('./walkthrough.ts');
        onExit(await walkthrough(subject, options, io));
      }),
    withRows(withJson(command('sign')))
      .description("sign gates, steps or smokes of this directory's walkthrough")
      .argument('<id...>', "a gate (RG-4), a step (3.2), a smoke's name, or a row of walkthrough.md")
      .option('--by <name>', 'who signs (default: the user)')
      .option('--remark <text>', 'kept with the signature')
      .option('--override <reason>', 'sign also what its evidence speaks against; the reason stays visible')
      .action(async (ids: string[], options) => {
        const { sign } = await import('./sign.ts');
        onExit(
          await sign(
            ids.map((id) => id.trim()),
            options,
            io,
          ),
        );
      }),
  ];
}

/** A row with a checkbox begins with a dash, and is no option: `- [ ] **3.2** Title`. */
function withRows(to: Command): Command {
  const parse = to.parseOptions.bind(to);
  to.parseOptions = (args) => parse(args.map((arg) => (/^- \[[ xX]\] /.test(arg) ? ` ${arg}` : arg)));
  return to;
}
