import type { Wording } from '../wording.ts';

/** Words for findings about the packed package.json against its source, and against what npm makes of it. */
export const manifestWords = {
  'manifest-changed': {
    severity: 'warning',
    message: (a: { pointer: string; expected: string; found: string }) =>
      `the packed package.json differs from the source at ${a.pointer}: expected ${a.expected}, found ${a.found}`,
    remediation: (a: { pointer: string }) =>
      `A script changes it while packing (prepack, prepare); if that is meant, say so: {"contents": {"manifestChanges": ["${a.pointer}"]}}.`,
  },
  'manifest-change-not-allowed': {
    severity: 'error',
    message: (a: { pointer: string; expected: string; found: string }) =>
      `the packed package.json differs from the source at ${a.pointer}, which the policy does not name: expected ${a.expected}, found ${a.found}`,
    remediation: (a: { pointer: string }) =>
      `Look at the scripts that run while packing (prepack, prepare); if it is meant, add "${a.pointer}" to contents.manifestChanges.`,
  },
  'npm-corrects': {
    severity: 'info',
    message: (a: { pointer: string; expected: string; found: string }) =>
      `npm writes ${a.expected} for ${a.found} at ${a.pointer} when it publishes`,
    remediation: () => 'Write it so yourself: npm pkg fix',
  },
  'npm-removes': {
    severity: 'warning',
    message: (a: { pointer: string; found: string }) =>
      `npm takes ${a.found} at ${a.pointer} out when it publishes, because it is not valid there`,
    remediation: () => 'Correct it; `npm pkg fix` shows what is left.',
  },
  'npm-corrections-unknown': {
    severity: 'info',
    message: (a: { how: string }) =>
      `what npm would correct in package.json is not known: npm pkg fix ended with ${a.how}`,
    remediation: () => 'Run `npm pkg fix` in a copy of the package and see what it says.',
  },
  'size-over-budget': {
    severity: 'error',
    message: (a: { what: string; limit: string; found: string; over: string }) =>
      `${a.what}: at most ${a.limit} by the policy, found ${a.found}, ${a.over} too many`,
    remediation: () =>
      'See what is large with `npm pack --dry-run`; take it out, or raise contents.budgets in the policy.',
  },
} satisfies Wording;
