/** The command line of the matrix. */
import { type Command, InvalidArgumentError } from 'commander';
import { command, withJson } from './command.ts';
import type { Io } from './io.ts';
import type { MatrixOptions } from './matrix.ts';

/** @param onExit hears the exit code of the command that was run */
export function matrixCommand(io: Io, onExit: (code: number) => void): Command {
  return withJson(command('matrix'))
    .description('list the cells of the matrix, each for a machine that runs: shakedown verify --cell ID [--shard i/n]')
    .argument('[subject]', 'as for verify (default: the reference package)')
    .option('--policy <file>', 'what must hold before a release', 'release-policy.json')
    .option('--pm <managers>', 'package managers instead of those of the policy: npm@11,pnpm', again)
    .option('--node <versions>', 'Nodes instead of those of the policy: 22,24', again)
    .option('--shards <n>', 'split the smokes of each cell that runs all of them over n machines', numberOfShards)
    .action(async (subject: string | undefined, options: Partial<MatrixOptions>) => {
      const { matrix } = await import('./matrix.ts');
      onExit(await matrix(subject, { policy: 'release-policy.json', ...options }, io));
    });
}

function again(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function numberOfShards(text: string): number {
  const shards = /^[0-9]{1,3}$/.test(text) ? Number(text) : 0;
  if (shards >= 1) return shards;
  throw new InvalidArgumentError('Expected a whole number from 1 to 999.');
}
