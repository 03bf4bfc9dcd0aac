import type { Wording } from '../wording.ts';

/** Words for what is wrong beside the smokes in a repeated run. */
export const roundsWords = {
  'round-not-removed': {
    severity: 'warning',
    message: (a: { round: number; problem: string }) =>
      `round ${a.round} left something that cannot be removed: ${a.problem}`,
    remediation: () => 'Look at it, and remove it by hand.',
  },
} satisfies Wording;
