import type { Wording } from '../wording.ts';

/** Words for what is wrong with the command line, or with Shakedown itself. */
export const commandWords = {
  usage: {
    severity: 'error',
    message: (a: { reason: string; command: string }) => a.reason,
    remediation: (a: { command: string }) => `${a.command} --help`,
  },
  'current-directory-gone': {
    severity: 'error',
    message: (_: Record<string, never>) => 'the current directory is not there any more',
    remediation: () => 'Change to a directory that is there, and run again.',
  },
  fault: {
    severity: 'error',
    message: (a: { reason: string }) => `a fault of Shakedown itself: ${a.reason}`,
    remediation: () => 'Run again; if it happens again, report it with the lines below.',
  },
} satisfies Wording;
