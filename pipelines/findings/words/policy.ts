import type { Wording } from '../wording.ts';

/** Words for findings about the release policy and what it selects. */
export const policyWords = {
  'policy-unreadable': {
    severity: 'error',
    message: (a: { file: string; reason: string }) => `policy ${a.file} cannot be read: ${a.reason}`,
    remediation: () => 'Name the policy with --policy FILE, or put a release-policy.json into the current directory.',
  },
  'policy-not-json': {
    severity: 'error',
    message: (a: { file: string; reason: string }) => `policy ${a.file} is not JSON: ${a.reason}`,
    remediation: () => 'Mend the JSON at that place.',
  },
  'policy-invalid': {
    severity: 'error',
    message: (a: { file: string; pointer: string; expected: string; found: string }) =>
      `policy ${a.file} at ${a.pointer || '(document)'}: expected ${a.expected}, found ${a.found}`,
    remediation: () => 'Change that value; schemas/release-policy.schema.json describes every field.',
  },
  'policy-for-another-package': {
    severity: 'error',
    message: (a: { file: string; expected: string; found: string }) =>
      `policy ${a.file} speaks of ${a.expected}, the subject is ${a.found}`,
    remediation: () => "Name the subject's own policy with --policy FILE.",
  },
  'contract-unknown': {
    severity: 'error',
    message: (a: { file: string; contract: string; known: string }) =>
      `policy ${a.file} at /contract: expected one of ${a.known}, found "${a.contract}"`,
    remediation: () => 'Name a contract that this version of Shakedown has.',
  },
  'policy-suite-unknown': {
    severity: 'error',
    message: (a: { file: string; found: string; contract: string; known: string; meant?: string }) =>
      `policy ${a.file}: expected a suite of ${a.contract} (${a.known}), found "${a.found}"`,
    remediation: (a: { meant?: string }) =>
      a.meant === undefined ? 'Name one of those, or take it out.' : `Write "${a.meant}", or take it out.`,
  },
  'policy-smoke-unknown': {
    severity: 'error',
    message: (a: { file: string; found: string; meant?: string }) =>
      `policy ${a.file}: expected the name of a smoke, found "${a.found}", and no suite has one of that name`,
    remediation: (a: { meant?: string }) =>
      a.meant === undefined ? 'Take it out, or copy the name from a report.' : `Write "${a.meant}", or take it out.`,
  },
  'policy-rule-unknown': {
    severity: 'error',
    message: (a: { file: string; found: string; meant?: string }) =>
      `policy ${a.file}: expected the code of a finding, found "${a.found}", and no rule reports one of that name`,
    remediation: (a: { meant?: string }) =>
      a.meant === undefined
        ? 'Take it out; `shakedown inspect --rules` lists them.'
        : `Write "${a.meant}", or take it out.`,
  },
  'suite-unknown': {
    severity: 'error',
    message: (a: { found: string; known: string; meant?: string }) =>
      `--suite: expected one of ${a.known} or all, found "${a.found}"`,
    remediation: (a: { meant?: string }) =>
      a.meant === undefined ? 'Name one of those, or all.' : `Use --suite ${a.meant}.`,
  },
} satisfies Wording;
