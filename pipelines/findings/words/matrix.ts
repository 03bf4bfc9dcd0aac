import type { Wording } from '../wording.ts';

/** Words for findings about the package managers and Nodes of a matrix, its cells, and merging what they came to. */
export const matrixWords = {
  'manager-unknown': {
    severity: 'error',
    message: (a: { found: string; known: string }) => `package manager: expected one of ${a.known}, found "${a.found}"`,
    remediation: (a: { meant?: string }) =>
      a.meant ? `Write ${a.meant}.` : 'Name one of those, with a version or without: npm, npm@11, pnpm@10.2.',
  },
  'tool-version-invalid': {
    severity: 'error',
    message: (a: { tool: string; found: string }) =>
      `${a.tool}: expected a version or the beginning of one, found "${a.found}"`,
    remediation: (a: { tool: string }) =>
      a.tool === 'node'
        ? 'Write 22, 22.14 or 22.14.0.'
        : `Write ${a.tool}, ${a.tool}@11, ${a.tool}@11.2.0 or a dist-tag.`,
  },
  'tool-version-unknown': {
    severity: 'error',
    message: (a: { spec: string; wanted: string; command: string }) =>
      `${a.spec}: the registry has no version ${a.wanted} (${a.command})`,
    remediation: (a: { wanted: string }) =>
      `Ask for one that there is: npm view ${a.wanted.replace(/(?<=.)@.*$/, '')} versions`,
  },
  'manager-too-old': {
    severity: 'error',
    message: (a: { spec: string; found: string; oldest: string }) =>
      `${a.spec} is ${a.found}, expected at least ${a.oldest}: its commands and settings are others`,
    remediation: (a: { oldest: string }) => `Ask for ${a.oldest} or newer.`,
  },
  'tool-not-for-platform': {
    severity: 'error',
    message: (a: { spec: string; platform: string; reason?: string }) =>
      `${a.spec} is not to be had for ${a.platform}${a.reason ? `: ${a.reason}` : ''}`,
    remediation: () => 'Ask for another version, or leave it to a machine of another platform.',
  },
  'tool-unresolved': {
    severity: 'error',
    message: (a: { spec: string; how: string; reason: string; command: string }) =>
      `the registry did not say which version ${a.spec} is (${a.how}): ${a.reason} (${a.command})`,
    remediation: () => 'Check the network and the registry, then run again; what was resolved once is not remembered.',
  },
  'tool-not-fetched': {
    severity: 'error',
    message: (a: { spec: string; version: string; reason: string; command: string; root: string }) =>
      `${a.spec} (${a.version}) is not in the cache ${a.root} and could not be fetched: ${a.reason} (${a.command})`,
    remediation: () => 'Check the network, the room on the disk and the rights on the cache, then run again.',
  },
} satisfies Wording;
