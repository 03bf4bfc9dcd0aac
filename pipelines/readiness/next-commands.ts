/** The command lines that a reader is told to run next, as they could be pasted into a POSIX shell. */
import { shellWord } from '../../smoke/process/command-line.ts';

export interface NextCommands {
  /** `shakedown verify SUBJECT [--policy FILE]`, with what follows it */
  verify(...args: readonly string[]): string;
  /** the same command as this one */
  readiness(): string;
}

/**
 * @param subject as given on the command line
 * @param policyFile as given on the command line
 */
export function nextCommands(subject: string, policyFile: string): NextCommands {
  const policy = policyFile === 'release-policy.json' ? [] : ['--policy', policyFile];
  const line = (command: string, args: readonly string[] = []): string =>
    ['shakedown', command, subject, ...policy, ...args].map(shellWord).join(' ');
  return { verify: (...args) => line('verify', args), readiness: () => line('readiness') };
}
