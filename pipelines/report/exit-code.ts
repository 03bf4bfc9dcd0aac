import { constants } from 'node:os';

/** How a run came out, apart from the words for it. */
export type Outcome =
  | { kind: 'passed' | 'failed' | 'bad-input' | 'not-ready' | 'incomplete' | 'fault' }
  | { kind: 'interrupted'; signal: NodeJS.Signals };

const codes = {
  passed: 0,
  failed: 1,
  'bad-input': 2,
  'not-ready': 3,
  incomplete: 4,
  fault: 70,
} satisfies Record<Exclude<Outcome['kind'], 'interrupted'>, number>;

/** The exit code of the process, as the README lists them. A signal gives 128 plus its number. */
export function exitCodeOf(outcome: Outcome): number {
  return outcome.kind === 'interrupted' ? 128 + constants.signals[outcome.signal] : codes[outcome.kind];
}
