import { shellWord } from '../../../smoke/process/command-line.ts';
import type { Wording } from '../wording.ts';

export const walkthroughWords = {
  'walkthrough-needs-source': {
    severity: 'error',
    message: ({ subject, found }: { subject: string; found: string }) =>
      `walkthrough: expected a source directory, found ${subject}, which is a ${found}`,
    remediation: () => 'Name the directory that the release is made from.',
  },
  'walkthrough-needs-terminal': {
    severity: 'error',
    message: (_: Record<never, never>) => 'walkthrough asks after every step: expected a terminal, found none',
    remediation: () => 'Give --non-interactive to run all steps, or --markdown to read the runbook.',
  },
  'walkthrough-under-way': {
    severity: 'error',
    message: (a: { operator: string; pid?: number; host?: string; file: string; lock: string }) =>
      `${a.operator} is at work on ${a.file}${a.pid === undefined ? '' : ` in process ${a.pid} on ${a.host}`}`,
    remediation: (a: { operator: string; pid?: number; host?: string; file: string; lock: string }) =>
      `Wait until it has ended, or stop it there; if that process is gone for sure: rm ${shellWord(a.lock)}`,
  },
  'walkthrough-unreadable': {
    severity: 'error',
    message: ({ file, reason }: { file: string; reason: string }) =>
      `expected a walkthrough in ${file}, found: ${reason}`,
    remediation: ({ file }: { file: string; reason: string }) =>
      `Move ${file} away and begin again with shakedown walkthrough.`,
  },
  'walkthrough-missing': {
    severity: 'error',
    message: ({ workdir }: { workdir: string }) => `there is no walkthrough in ${workdir} to sign`,
    remediation: () => 'Make one with shakedown walkthrough, or sign in the directory where it was made.',
  },
} satisfies Wording;
