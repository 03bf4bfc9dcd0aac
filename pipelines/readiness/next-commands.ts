/** The command lines that a reader is told to run next, as they could be pasted into a POSIX shell. */
import { shellWord } from '../../smoke/process/command-line.ts';
import { againstOption, type Predecessor } from './predecessor.ts';

export interface NextCommands {
  /**
   * `shakedown verify SUBJECT [--policy FILE]`, with what follows it; a whole one compares with what the policy demands,
   * a part of one is no evidence and compares with nothing
   */
  verify(...args: readonly string[]): string;
  /** the same command as this one */
  readiness(): string;
}

/**
 * @param subject as given on the command line
 * @param policyFile as given on the command line
 * @param predecessor what the policy demands a comparison with
 */
export function nextCommands(subject: string, policyFile: string, predecessor?: Predecessor): NextCommands {
  const policy = policyFile === 'release-policy.json' ? [] : ['--policy', policyFile];
  const line = (command: string, args: readonly string[] = []): string =>
    ['shakedown', command, subject, ...policy, ...args].map(shellWord).join(' ');
  const against = againstOption(predecessor);
  return {
    verify: (...args) => line('verify', args.length === 0 ? against : args),
    readiness: () => line('readiness'),
  };
}
