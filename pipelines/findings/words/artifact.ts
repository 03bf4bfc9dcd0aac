import type { Wording } from '../wording.ts';

/** Words for findings about packing, and about the packed bytes as a whole. */
export const artifactWords = {
  'pack-failed': {
    severity: 'error',
    message: (a: { dir: string; how: string; summary: string }) => `npm pack failed (${a.how}): ${a.summary}`,
    remediation: (a: { dir: string }) => `Run it by hand and mend what it says: cd '${a.dir}' && npm pack --dry-run`,
  },
  'pack-not-understood': {
    severity: 'error',
    message: (a: { dir: string; detail: string }) => `npm pack ended well, but ${a.detail}`,
    remediation: (a: { dir: string }) => `See what it prints: cd '${a.dir}' && npm pack --dry-run --json`,
  },
  'pack-integrity-mismatch': {
    severity: 'error',
    message: (a: { expected: string; found: string }) =>
      `the tarball on disk is not the one that npm packed: expected ${a.expected}, found ${a.found}`,
    remediation: () =>
      'Something changed the file while it was packed: look for a script or another run that writes there.',
  },
  'published-integrity-mismatch': {
    severity: 'error',
    message: (a: { subject: string; summary: string }) =>
      `the registry delivered other bytes for ${a.subject} than it promises in dist.integrity: ${a.summary}`,
    remediation: () => 'Do not install this version; compare with another mirror and tell the registry.',
  },
  'published-fetch-failed': {
    severity: 'error',
    message: (a: { subject: string; how: string; summary: string }) =>
      `${a.subject} could not be fetched (${a.how}): ${a.summary}`,
    remediation: () => 'Check the network and the registry, then run again.',
  },
  'artifact-changed': {
    severity: 'error',
    message: (a: { what: string; expected: string; found: string }) =>
      `the artifact is not what was packed: ${a.what} expected ${a.expected}, found ${a.found}`,
    remediation: () => 'Run again from the start; if it happens again, look for what else writes into the run store.',
  },
  'package-json-missing': {
    severity: 'error',
    message: (_: Record<string, never>) => 'the tarball has no package.json in its top directory',
    remediation: () => 'Pack the directory that holds the package.json, with `npm pack`.',
  },
} satisfies Wording;
