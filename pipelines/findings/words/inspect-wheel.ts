import type { Wording } from '../wording.ts';
import { howToPack, type Missing } from './inspect-missing.ts';

const buildAgain = 'Build the wheel again with its own build tool, write its manifest, then pack.';

/** Words for findings about a bundled Python wheel. */
export const wheelWords = {
  'wheel-manifest-invalid': {
    severity: 'error',
    message: (a: { pointer: string; expected: string; found: string }) =>
      `the wheel's manifest ${a.pointer || '(document)'}: expected ${a.expected}, found ${a.found}`,
    remediation: () => 'Write the manifest again from the wheel, with the script that builds it.',
  },
  'wheel-missing': {
    severity: 'error',
    message: (a: Missing) => `the manifest names the wheel ${a.path}, which is not packed (found ${a.found})`,
    remediation: howToPack,
  },
  'wheel-checksum-mismatch': {
    severity: 'error',
    message: (a: { path: string; expected: string; found: string }) =>
      `the wheel ${a.path} is not the one in its manifest: expected ${a.expected}, found ${a.found}`,
    remediation: () => 'Build the wheel and write its manifest again in one step, then pack.',
  },
  'wheel-name-mismatch': {
    severity: 'error',
    message: (a: { path: string; expected: string; found: string }) =>
      `the wheel ${a.path} must be named after ${a.expected}, found ${a.found}`,
    remediation: () => 'Correct normalizedName and distributionName, or the wheel that the manifest names.',
  },
  'wheel-version-mismatch': {
    severity: 'error',
    message: (a: { path: string; expected: string; found: string }) =>
      `the wheel ${a.path} has version ${a.found} in its name, its manifest says ${a.expected}`,
    remediation: () => 'Build the wheel and write its manifest again in one step, then pack.',
  },
  'wheel-console-script-missing': {
    severity: 'error',
    message: (a: { path: string }) =>
      `the wheel ${a.path} declares no console script, so installing it gives no command to start`,
    remediation: () => 'Declare it in the Python project ([project.scripts]), build the wheel again, then pack.',
  },
  'wheel-console-script-broken': {
    severity: 'error',
    message: (a: { path: string; script: string; object: string; found: string }) =>
      `the console script ${a.script} of the wheel ${a.path} is ${a.object}: expected a function in a module of the wheel, found ${a.found}`,
    remediation: () => 'Correct [project.scripts], or include the module; build the wheel again, then pack.',
  },
  'wheel-unreadable': {
    severity: 'error',
    message: (a: { path: string; detail: string }) => `the wheel ${a.path} cannot be read: ${a.detail}`,
    remediation: () => buildAgain,
  },
  'wheel-entry-unsafe': {
    severity: 'error',
    message: (a: { path: string; entry: string; reason: string }) =>
      `in the wheel ${a.path} the entry ${JSON.stringify(a.entry)} ${a.reason}`,
    remediation: () => 'Do not install it; build the wheel again with its own build tool.',
  },
  'wheel-record-mismatch': {
    severity: 'error',
    message: (a: { path: string; entry: string; expected: string; found: string }) =>
      `RECORD of the wheel ${a.path} does not describe it, at ${a.entry}: expected ${a.expected}, found ${a.found}`,
    remediation: () => buildAgain,
  },
  'wheel-metadata-mismatch': {
    severity: 'error',
    message: (a: { path: string; what: string; expected: string; found: string }) =>
      `${a.what} of the wheel ${a.path}: expected ${a.expected} by its file name, found ${a.found}`,
    remediation: () => 'Do not rename wheels: build the wheel again with its own build tool, then pack.',
  },
  'wheel-tag-mismatch': {
    severity: 'error',
    message: (a: { path: string; expected: string; found: string }) =>
      `the wheel ${a.path} is for ${a.expected} by its file name, and for ${a.found} by its WHEEL file`,
    remediation: () => 'Do not rename wheels: build the wheel again with its own build tool, then pack.',
  },
  'wheel-compiled-code': {
    severity: 'error',
    message: (a: { path: string; entry: string; more: number }) =>
      `the wheel ${a.path} has compiled code, which runs on some machines only and cannot be read: ${a.entry}${a.more > 0 ? ` (and ${a.more} more)` : ''}`,
    remediation: () =>
      'Build a wheel of Python source alone, or allow it in the policy: {"contents": {"compiledPython": true}}.',
  },
  'wheel-platform-bound': {
    severity: 'error',
    message: (a: { path: string; found: string }) =>
      `the wheel ${a.path} has no compiled code and is for ${a.found} alone by its name: no other Python installs it`,
    remediation: () =>
      'Build it as py3-none-any (nothing that makes the build tool think of an extension), or allow it in the policy: {"contents": {"compiledPython": true}}.',
  },
  'wheel-left-behind': {
    severity: 'warning',
    message: (a: { path: string; meant: string }) =>
      `the wheel ${a.path} is packed beside ${a.meant}, which is the one of the manifest: it looks like that of an earlier build`,
    remediation: () => 'Let the build empty the directory first, then pack; keep old wheels elsewhere.',
  },
} satisfies Wording;
