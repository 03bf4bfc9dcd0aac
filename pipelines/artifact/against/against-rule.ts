/** What a rule about two versions is. */
import type { FindingCode } from '../../findings/finding.ts';
import { defineRule, type Inspection, type Report, type Rule } from '../inspect/rule.ts';
import { type Comparison, comparisonOf } from './comparison.ts';

/**
 * A rule that compares with an earlier version, and is content without one. Every finding takes a version that allows
 * it, or a sign-off; where the version does, it is no more than a note.
 */
export function defineAgainstRule<const C extends FindingCode>(rule: {
  codes: readonly C[];
  title: string;
  check: (comparison: Comparison, report: Report<C>, inspection: Inspection) => void;
}): Rule {
  const defined = defineRule<C>({
    codes: rule.codes,
    title: rule.title,
    check(inspection, report) {
      if (inspection.previous) rule.check(comparisonOf(inspection.previous, inspection), report, inspection);
    },
  });
  return {
    ...defined,
    async check(inspection) {
      const findings = await defined.check(inspection);
      return findings.map((found) => (found.args.met === true ? { ...found, severity: 'info' } : found));
    },
  };
}
