/** Shakedown's own commands as steps of a walkthrough run and show them. */
import { join } from 'node:path';
import { shellWord } from '../../smoke/process/command-line.ts';
import { packageRoot } from '../version.ts';
import type { ShownCommand } from './step.ts';

const program = join(packageRoot, 'pipelines', 'shakedown.mjs');

/**
 * One that prints a document of ours: it is run with `--json`, and shown without, as an operator would type it.
 * @param cwd where the operator is: in our own repository the npm script does
 */
export function ownCommand(cwd: string, ...args: readonly string[]): ShownCommand & { shown: string } {
  const start = cwd === packageRoot ? ['npm', 'run', 'shakedown', '--'] : ['node', program];
  return { argv: [process.execPath, program, ...args, '--json'], shown: [...start, ...args].map(shellWord).join(' ') };
}

/** One that is run as it is shown: for people. */
export function textCommand(cwd: string, ...args: readonly string[]): ShownCommand & { shown: string } {
  return { ...ownCommand(cwd, ...args), argv: [process.execPath, program, ...args] };
}

/** `--policy FILE`, where it is not the one that every command takes by itself. */
export function policyOption(file: string): string[] {
  return file === 'release-policy.json' ? [] : ['--policy', file];
}
