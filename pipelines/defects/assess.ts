/** What the examinations come to: each defect's outcome, the healthy package's, the score. */
import type {
  Alarm,
  Defect,
  DefectResult,
  DefectsReport,
  DefectsScore,
  HealthyPackage,
  SmokeUse,
} from '../../schemas/types.ts';
import { alarmsOf, isExpected } from './alarms.ts';
import { areas } from './kit.ts';
import type { Examination } from './orders.ts';

/** A defect that was not examined because the run ended before, and why it did. */
export function notReached({ id, area, title, caughtBy: expected }: Defect, reason: string): DefectResult {
  return { id, area, title, expected, outcome: 'not reached', reason, alarms: [] };
}

/** What came of a defect. */
export function resultOf(defect: Defect, examination: Examination): DefectResult {
  const { id, area, title, caughtBy: expected } = defect;
  const known = { id, area, title, expected };
  const { how, durationMs, smokes } = examination;
  const alarms = alarmsOf(examination);
  const seen = { ...known, how, alarms, durationMs };
  if (alarms.some((alarm) => isExpected(expected, alarm))) return { ...seen, outcome: 'caught' };
  const named = smokes.find(({ name }) => 'smoke' in expected && name === expected.smoke);
  if (named && named.outcome !== 'passed') {
    return { ...seen, outcome: 'not examined', reason: named.says ?? `its smoke is ${named.outcome}` };
  }
  return { ...seen, outcome: alarms.length > 0 ? 'caught by another' : 'not caught' };
}

/** The package without a defect: every alarm is a false one, and what was skipped is not proved. */
export function healthyOf(examination: Examination | undefined): HealthyPackage {
  const falseAlarms: Alarm[] = examination ? alarmsOf(examination) : [];
  const count = (outcome: string): number =>
    (examination?.smokes ?? []).filter((each) => each.outcome === outcome).length;
  const [passed, skipped] = [count('passed'), count('skipped')];
  const outcome = falseAlarms.length > 0 ? 'failed' : skipped > 0 || passed === 0 ? 'incomplete' : 'passed';
  return { outcome, passed, skipped, falseAlarms };
}

export function scoreOf(results: readonly DefectResult[]): DefectsScore {
  const countOf = (of: readonly DefectResult[]) => ({
    total: of.length,
    reached: of.filter(({ outcome }) => outcome !== 'not reached').length,
    caught: of.filter(({ outcome }) => outcome === 'caught').length,
  });
  const byArea = areas.flatMap((area) => {
    const of = results.filter((result) => result.area === area);
    return of.length === 0 ? [] : [{ area, ...countOf(of) }];
  });
  return { ...countOf(results), byArea };
}

/** How many defects each smoke notices, the idle ones first. Says something only when all smokes ran on all of them. */
export function usesOf(healthy: Examination, results: readonly DefectResult[]): SmokeUse[] {
  return healthy.smokes
    .map(({ suite, name }) => ({
      suite,
      smoke: name,
      catches: results.filter(({ alarms }) => alarms.some((alarm) => 'smoke' in alarm && alarm.smoke === name)).length,
    }))
    .toSorted((a, b) => a.catches - b.catches);
}

/** Everything must have been caught by what the kit names, and the healthy package must pass. */
export function stateOf(
  results: readonly DefectResult[],
  healthy: HealthyPackage,
): Exclude<DefectsReport['state'], 'interrupted'> {
  const outcomes = results.map(({ outcome }) => outcome);
  if (healthy.outcome === 'failed' || outcomes.includes('not caught') || outcomes.includes('caught by another')) {
    return 'failed';
  }
  return healthy.outcome === 'incomplete' || outcomes.includes('not examined') ? 'incomplete' : 'passed';
}
