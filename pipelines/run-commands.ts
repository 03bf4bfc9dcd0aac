/** The command line of what reads the record of runs and cleans up after them. */
import type { Command } from 'commander';
import { command, withJson } from './command.ts';
import type { Io } from './io.ts';

/** The commands in the order of the help. @param onExit hears the exit code of the command that was run */
export function runCommands(io: Io, onExit: (code: number) => void): Command[] {
  return [
    withJson(command('status'))
      .description('what is running here now, and the last result of each suite')
      .action(async (options) => {
        const { status } = await import('./status.ts');
        onExit(await status(options, io));
      }),
    runs(io, onExit),
    withJson(command('logs'))
      .description("what a run's commands printed, or its events")
      .option('--run <id>', 'the run, or the beginning of its id (default: the last run of this directory)')
      .option('--follow', 'go on until the run ends')
      .option('--smoke <name>', 'only the commands of smokes whose name holds this')
      .option('--stream <name>', 'only stdout, or only stderr')
      .action(async (options) => {
        const { logs } = await import('./logs.ts');
        onExit(await logs(options, io));
      }),
    withJson(command('diagnose'))
      .description('running, stalled, crashed or finished: why, what is left over, and the next step')
      .argument('[run]', 'the run, or the beginning of its id (default: the last run of this directory)')
      .action(async (id: string | undefined, options) => {
        const { diagnose } = await import('./diagnose.ts');
        onExit(await diagnose(id, options, io));
      }),
    withConsent(withJson(command('unlock')))
      .description("say whose this directory's lock is, and release one that was left behind")
      .action(async (options) => {
        const { unlock } = await import('./unlock.ts');
        onExit(await unlock(options, io));
      }),
    workspaces(io, onExit),
  ];
}

function runs(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('runs'))
    .description('all runs on this machine, newest first')
    .option('--project <name>', 'only of this project')
    .option('--status <state>', 'only in this state')
    .option('--last <n>', 'how many', '20')
    .action(async (options) => {
      const { runs: list } = await import('./runs.ts');
      onExit(await list(options, io));
    })
    .addCommand(
      withConsent(withJson(command('delete')))
        .description('delete runs with their evidence; says what it would do unless --force')
        .argument('<id...>', 'whole ids of runs, as `shakedown runs` lists them')
        .action(async (ids: string[], _options, itself: Command) => {
          const { runsDelete } = await import('./runs.ts');
          onExit(await runsDelete(ids, itself.optsWithGlobals(), io));
        }),
    )
    .addCommand(
      withConsent(withJson(command('prune')))
        .description('delete old runs, and what crashed ones left behind; says what it would do unless --force')
        .option('--older-than <duration>', 'an age with its unit, 7d or 12h; there is no default')
        .option('--keep-last <n>', 'keep this many of each project and suite, whatever their age')
        .option('--status <state>', 'only in this state')
        .action(async (_options, itself: Command) => {
          const { runsPrune } = await import('./runs.ts');
          onExit(await runsPrune(itself.optsWithGlobals(), io));
        }),
    );
}

function workspaces(io: Io, onExit: (code: number) => void): Command {
  return command('workspaces')
    .description('the temporary directories of runs')
    .addCommand(
      withConsent(withJson(command('prune')))
        .description(
          'delete workspaces that no run refers to, and with an age caches; says what it would do unless --force',
        )
        .option('--unreferenced', 'says that these are meant; needed')
        .option('--older-than <duration>', 'only those of this age or more, 7d or 12h')
        .action(async (options) => {
          const { workspacesPrune } = await import('./workspaces.ts');
          onExit(await workspacesPrune(options, io));
        }),
    )
    .addCommand(
      withConsent(withJson(command('delete')))
        .description('delete workspaces by name; the records of their runs stay')
        .argument('<name...>', 'names of workspaces, the ids of their runs')
        .action(async (names: string[], options) => {
          const { workspacesDelete } = await import('./workspaces.ts');
          onExit(await workspacesDelete(names, options, io));
        }),
    );
}

function withConsent(to: Command): Command {
  return to
    .option('--force', 'do it; without it nothing is changed')
    .option('--dry-run', 'only say what would be done, --force or not');
}
