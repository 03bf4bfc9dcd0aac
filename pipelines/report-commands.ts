/** The command line of what shows the reports of runs. */
import type { Command } from 'commander';
import { command, withJson } from './command.ts';
import type { Io } from './io.ts';

/** The commands in the order of the help. @param onExit hears the exit code of the command that was run */
export function reportCommands(io: Io, onExit: (code: number) => void): Command[] {
  return [
    withJson(command('report'))
      .description("a run's report: a page to read in a browser, or in a form for another program")
      .argument(
        '[run]',
        'the run, or the beginning of its id, or a directory with a report.json (default: the last run here)',
      )
      .option('--format <name>', 'html (written beside the report), md, junit, ctrf, sarif or json (printed)', 'html')
      .option('--open', 'open the page')
      .action(async (run: string | undefined, options) => {
        const { report } = await import('./report.ts');
        onExit(await report(run, options, io));
      }),
    withJson(command('compare'))
      .description('two runs: what changed in verdicts, smokes, findings, times and the artifact')
      .argument('<before>', 'the run to compare with: an id, or a directory with a report.json')
      .argument('<after>', 'the run to look at')
      .action(async (before: string, after: string, options) => {
        const { compare } = await import('./compare.ts');
        onExit(await compare(before, after, options, io));
      }),
  ];
}
