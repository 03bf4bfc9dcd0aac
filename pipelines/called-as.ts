/** What an operator types where messages say `shakedown`. */
import { join } from 'node:path';
import { shellWord } from '../smoke/process/command-line.ts';
import { findExecutable } from '../smoke/process/executable.ts';
import { packageRoot } from './version.ts';

/** Our executable, absolute. */
export const program = join(packageRoot, 'pipelines', 'shakedown.mjs');

/** The words that a command line of ours starts with in `cwd`: in our own repository the npm script does. */
export function startWords(cwd: string): string[] {
  return cwd === packageRoot ? ['npm', 'run', 'shakedown', '--'] : ['node', program];
}

/** One line for whoever is told to type `shakedown ...` and has no such command; nothing where there is one. */
export function calledAs({ env, cwd }: { env: NodeJS.ProcessEnv; cwd: string }): string | undefined {
  if ('path' in findExecutable('shakedown', env.PATH ?? '', cwd)) return undefined;
  return `Here, shakedown is: ${startWords(cwd).map(shellWord).join(' ')}`;
}
