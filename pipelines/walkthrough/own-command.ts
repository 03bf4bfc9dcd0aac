/** Shakedown's own commands as steps of a walkthrough run and show them. */
import { join } from 'node:path';
import { shellWord } from '../../smoke/process/command-line.ts';
import { packageRoot } from '../version.ts';
import type { ShownCommand } from './step.ts';

const program = join(packageRoot, 'pipelines', 'shakedown.mjs');

/** @param cwd where the operator is: in our own repository the npm script does */
export function ownCommand(cwd: string, ...args: readonly string[]): ShownCommand & { shown: string } {
  const start = cwd === packageRoot ? ['npm', 'run', 'shakedown', '--'] : ['node', program];
  return { argv: [process.execPath, program, ...args], shown: [...start, ...args].map(shellWord).join(' ') };
}
