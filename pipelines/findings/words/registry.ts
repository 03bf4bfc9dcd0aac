import type { Wording } from '../wording.ts';

/** Words for findings about the throwaway registry, publishing to it, and the identity of the bytes. */
export const registryWords = {
  'registry-not-up': {
    severity: 'error',
    message: (a: { reason: string; log: string }) => `the throwaway registry did not come up: ${a.reason}`,
    remediation: (a: { log: string }) => `Read ${a.log} and registry.log beside it, then run again.`,
  },
} satisfies Wording;
