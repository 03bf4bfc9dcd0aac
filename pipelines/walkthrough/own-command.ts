/** Shakedown's own commands as steps of a walkthrough run and show them. */
import { shellWord } from '../../smoke/process/command-line.ts';
import { program, startWords } from '../called-as.ts';
import type { ShownCommand } from './step.ts';

/**
 * One that prints a document of ours: it is run with `--json`, and shown without, as an operator would type it.
 * @param cwd where the operator is: in our own repository the npm script does
 */
export function ownCommand(cwd: string, ...args: readonly string[]): ShownCommand & { shown: string } {
  const shown = [...startWords(cwd), ...args].map(shellWord).join(' ');
  return { argv: [process.execPath, program, ...args, '--json'], shown };
}

/** One that is run as it is shown: for people. */
export function textCommand(cwd: string, ...args: readonly string[]): ShownCommand & { shown: string } {
  return { ...ownCommand(cwd, ...args), argv: [process.execPath, program, ...args] };
}

/** `--policy FILE`, where it is not the one that every command takes by itself. */
export function policyOption(file: string): string[] {
  return file === 'release-policy.json' ? [] : ['--policy', file];
}
