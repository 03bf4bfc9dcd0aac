import type { Wording } from '../wording.ts';

/** Words for findings about the throwaway registry, publishing to it, installing from it, and the identity of the bytes. */
export const registryWords = {
  'registry-not-up': {
    severity: 'error',
    message: (a: { reason: string; log: string }) => `the throwaway registry did not come up: ${a.reason}`,
    remediation: (a: { log: string }) => `Read ${a.log} and registry.log beside it, then run again.`,
  },
  'upstream-unknown': {
    severity: 'error',
    message: (a: { how: string; found: string }) =>
      `npm config get registry: expected the URL that dependencies are fetched from, found ${a.found} (${a.how})`,
    remediation: () => 'Run npm config get registry by hand, and mend what it names.',
  },
  'registry-answer-unreadable': {
    severity: 'error',
    message: (a: { url: string; reason: string }) => `the throwaway registry's answer to ${a.url}: ${a.reason}`,
    remediation: () => 'Read the request log in the evidence; the publish before it did not arrive as a version.',
  },
  'published-elsewhere': {
    severity: 'error',
    message: (a: { expected: string; found: string }) =>
      `npm was publishing to ${a.found}, expected the throwaway registry ${a.expected}`,
    remediation: () =>
      "Find what overrides the registry (publishConfig, npm's builtin npmrc), check that nothing arrived there, then run again.",
  },
  'publish-target-unknown': {
    severity: 'error',
    message: (a: { expected: string }) =>
      `npm did not say where it published to, expected "Publishing to ${a.expected}" on its stderr`,
    remediation: () => 'Look at publish.stderr in the evidence; this npm version may word it differently.',
  },
  'publish-failed': {
    severity: 'error',
    message: (a: { how: string; reason: string }) => `npm publish of the tarball failed (${a.how}): ${a.reason}`,
    remediation: () =>
      "Mend what npm names in the package's package.json; publish.stderr in the evidence has all of it.",
  },
  'published-other-bytes': {
    severity: 'error',
    message: (a: { expected: string; found: string }) => `npm published ${a.found}, expected ${a.expected}`,
    remediation: () => 'The tarball changed between packing and publishing: find what writes into the run directory.',
  },
  'identity-mismatch': {
    severity: 'error',
    message: (a: { at: string; expected: string; found: string }) =>
      `not the packed bytes at hand-over "${a.at}": expected ${a.expected}, found ${a.found}`,
    remediation: (a: { at: string }) =>
      a.at === 'running CLI'
        ? "Make the command print its package.json's version; a version written into the source goes stale."
        : 'Nothing after this hand-over speaks of your package; the request log in the evidence shows who delivered what.',
  },
  'command-does-not-run': {
    severity: 'error',
    message: (a: { command: string; how: string; reason: string }) =>
      `the installed command does not run: ${a.command}, expected exit 0, found ${a.how}: ${a.reason}`,
    remediation: () =>
      'Check that `files` in package.json holds every module that the command imports, and that each import is a dependency.',
  },
  'install-failed': {
    severity: 'error',
    message: (a: { name: string; version: string; how: string; reason: string }) =>
      `npm install ${a.name}@${a.version} failed (${a.how}): ${a.reason}`,
    remediation: ({ reason }: { reason: string }) =>
      /CERT/.test(reason)
        ? "Name the host's certificates in NODE_EXTRA_CA_CERTS: npm's own cafile setting does not reach the sandbox."
        : 'A user would see the same. Check that every dependency in package.json exists; install.stderr in the evidence has all of it.',
  },
} satisfies Wording;
