import type { Wording } from '../wording.ts';

/** `name` with its cell, `again` the line that runs it again */
interface FailedSmoke {
  name: string;
  outcome: string;
  reason: string;
  again: string;
}

export const reportWords = {
  'report-unreadable': {
    severity: 'error',
    message: ({ file, reason }: { file: string; reason: string }) => `expected a report in ${file}, found: ${reason}`,
    remediation: () => 'Look at the run with `shakedown diagnose`, or name another one: `shakedown runs` lists them.',
  },
  'report-format-unknown': {
    severity: 'error',
    message: ({ found, allowed }: { found: string; allowed: string }) =>
      `--format: expected one of ${allowed}, found ${found}`,
    remediation: () => 'Name one of those.',
  },
  'page-not-opened': {
    severity: 'warning',
    message: ({ program, reason }: { file: string; program: string; reason: string }) =>
      `the page could not be opened with ${program}: ${reason}`,
    remediation: ({ file }: { file: string; program: string; reason: string }) => `Open ${file} in a browser.`,
  },
  'smoke-failed': {
    severity: 'error',
    message: ({ name, outcome, reason }: FailedSmoke) => `smoke ${name} is ${outcome}: ${reason}`,
    remediation: ({ again }: FailedSmoke) => `See what it did in report.html, and run it again: ${again}`,
  },
  'advisory-smoke-failed': {
    severity: 'warning',
    message: ({ name, outcome, reason }: FailedSmoke) => `advisory smoke ${name} is ${outcome}: ${reason}`,
    remediation: ({ again }: FailedSmoke) => `See what it did in report.html, and run it again: ${again}`,
  },
  'actions-file-unwritable': {
    severity: 'warning',
    message: ({ reason }: { reason: string }) =>
      `the summary or the outputs of this step could not be written: ${reason}`,
    remediation: () => 'Look at GITHUB_OUTPUT and GITHUB_STEP_SUMMARY; the verdict and the exit code stand.',
  },
} satisfies Wording;
