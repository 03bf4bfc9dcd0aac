import type { SmokeResult, StageRecord } from '../../../schemas/types.ts';
import { type Span, span } from './line.ts';

type SmokeKind = Pick<SmokeResult, 'outcome' | 'required'>;

/** One word of at most five letters, so that columns stay straight. An advisory failure is no alarm. */
export function smokeWord({ outcome, required }: SmokeKind): Span {
  switch (outcome) {
    case 'passed':
      return span('good', 'pass');
    case 'failed':
      return required ? span('bad', 'FAIL') : span('warn', 'fail');
    case 'flaky':
      return required ? span('bad', 'FLAKY') : span('warn', 'flaky');
    case 'skipped':
      return span('warn', 'skip');
    case 'not-applicable':
      return span('faint', 'n/a');
  }
}

/** The same for a stage; `stop`: it was cut off. */
export function stageWord(outcome: StageRecord['outcome']): Span {
  switch (outcome) {
    case 'passed':
      return span('good', 'pass');
    case 'failed':
      return span('bad', 'FAIL');
    case 'skipped':
      return span('warn', 'skip');
    case 'interrupted':
      return span('warn', 'stop');
    case 'running':
      return span('faint', '...');
  }
}
