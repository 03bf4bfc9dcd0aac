import type { CellFinished, SmokeResult } from '../../schemas/types.ts';
import type { InputError, StageFailure } from '../findings/errors.ts';
import type { SmokeName } from '../policy/suites.ts';
import { plural } from '../report/quantities.ts';

/** How a cell came out. */
export type CellEnd = Pick<CellFinished, 'outcome' | 'reason'>;

/** Which of its stages failed, by the finding that is told with all its words elsewhere: `install: cell-install-failed`. */
export function reasonOf({ findings: [first] }: StageFailure | InputError): string {
  return [first?.where.stage, first?.code].filter(Boolean).join(': ');
}

/**
 * How a cell in which nothing else was wrong came out by its smokes.
 * @param isRequired whether a smoke decides; where a cell is advisory its smokes still decide about it
 */
export function judgeCell(results: readonly SmokeResult[], isRequired: (smoke: SmokeName) => boolean): CellEnd {
  const counted = results.filter(isRequired);
  const bad = counted.filter(({ outcome }) => outcome === 'failed' || outcome === 'flaky');
  const skipped = counted.filter(({ outcome }) => outcome === 'skipped');
  const [first] = bad;
  if (first) return { outcome: 'failed', reason: `${plural(bad.length, 'smoke')} failed: ${first.name}` };
  const [missing] = skipped;
  if (!missing) return { outcome: 'passed' };
  const reason = missing.reason ?? missing.name;
  return { outcome: 'incomplete', reason: `${plural(skipped.length, 'smoke')} skipped: ${reason}` };
}
