import type { Wording } from '../wording.ts';

/** Words for what preflight notices that is no blocker, and for what is left at the end. */
export const preflightWords = {
  'python-missing': {
    severity: 'warning',
    message: (a: { reason: string }) => `no python3: ${a.reason}; smokes that need a Python runtime are skipped`,
    remediation: () => 'Put python3 (3.9 or newer) on PATH and run again.',
  },
  'uv-missing': {
    severity: 'warning',
    message: (a: { reason: string }) => `no uv: ${a.reason}; smokes that install a runtime are skipped`,
    remediation: () => 'Put uv on PATH, or python3 for the stand-in, and run again.',
  },
  'out-not-writable': {
    severity: 'error',
    message: (a: { dir: string; found: string }) =>
      `--out ${a.dir}: expected a directory to write to, found ${a.found}`,
    remediation: () => 'Name a directory that is there and writable, or one that can be made.',
  },
  'processes-left-behind': {
    severity: 'error',
    message: (a: { count: number; commands: string }) =>
      `${a.count === 1 ? '1 process was' : `${a.count} processes were`} still there after everything had ended, and killed: ${a.commands}`,
    remediation: () => 'An install script or a command of the package leaves them running: make it end what it starts.',
  },
} satisfies Wording;
