/** What a rule about two versions is. */
import type { FindingCode } from '../../findings/finding.ts';
import { defineRule, type Inspection, type PackedPackage, type Report, type Rule } from '../inspect/rule.ts';
import { type Comparison, compareVersions } from './comparison.ts';

/** The same two packages are compared once for all rules. */
const compared = new WeakMap<PackedPackage['files'], { previous: PackedPackage; comparison: Comparison }>();

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
      if (inspection.previous) rule.check(comparisonFor(inspection, inspection.previous), report, inspection);
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

function comparisonFor(inspection: Inspection, previous: PackedPackage): Comparison {
  const known = compared.get(inspection.files);
  if (known?.previous === previous) return known.comparison;
  const comparison = compareVersions(previous, inspection);
  compared.set(inspection.files, { previous, comparison });
  return comparison;
}
