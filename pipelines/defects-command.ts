/** The command line of the defects kit. */
import type { Command } from 'commander';
import { command, withJson } from './command.ts';
import type { Io } from './io.ts';

/** @param onExit hears the exit code of the command that was run */
export function defectsCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('defects'))
    .description('break the reference package on purpose, one defect at a time, and say which are noticed, and by what')
    .option('--only <pattern>', 'only defects with this in their id, area or title; may be given again', again)
    .option('--thorough', 'run every smoke on every defect, and say which smokes never notice one')
    .action(async (options) => {
      const { defects } = await import('./defects.ts');
      onExit(await defects(options, io));
    });
}

function again(pattern: string, before: readonly string[] = []): readonly string[] {
  return [...before, pattern];
}
