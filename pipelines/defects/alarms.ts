/** What failed on a package, and whether it is what was expected to. */
import type { Alarm, DefectExpectation } from '../../schemas/types.ts';
import type { Examination } from './orders.ts';

/** Every finding and every failed smoke, in this order. */
export function alarmsOf({ findings, smokes }: Pick<Examination, 'findings' | 'smokes'>): Alarm[] {
  return [
    ...findings.map(({ code, message }) => ({ finding: code, says: message })),
    ...smokes
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ name, suite, says }) => ({ smoke: name, suite, says: says ?? 'it gave no error' })),
  ];
}

/** Whether this is what the kit says must notice the defect. */
export function isExpected(expected: DefectExpectation, alarm: Alarm): boolean {
  if ('smoke' in expected) return 'smoke' in alarm && alarm.smoke === expected.smoke;
  return 'finding' in alarm && alarm.finding === expected.finding;
}
