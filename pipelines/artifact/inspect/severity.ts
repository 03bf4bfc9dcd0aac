/** What a finding is to a release, by its policy. */
import type { Finding } from '../../../schemas/types.ts';
import { InputError } from '../../findings/errors.ts';
import { finding } from '../../findings/finding.ts';
import type { LoadedPolicy } from '../../policy/load-policy.ts';
import { nearest } from '../nearest-name.ts';
import { pointerPart } from './json-pointer.ts';
import type { InspectionPolicy, RuleCard } from './rule.ts';

/** The findings as the policy takes them: those of a code that is off are left out. */
export function bySeverityOf({ rules = {} }: InspectionPolicy, findings: readonly Finding[]): Finding[] {
  return findings.flatMap((found) => {
    const said = Object.hasOwn(rules, found.code) ? rules[found.code] : undefined;
    if (said === 'off') return [];
    return said === undefined ? [found] : [{ ...found, severity: said }];
  });
}

/** Whether a policy wants to hear nothing of what the rule could report. */
export function isOff({ rules = {} }: InspectionPolicy, { codes }: RuleCard): boolean {
  return codes.every((code) => Object.hasOwn(rules, code) && rules[code] === 'off');
}

/**
 * Checks the codes in a policy's `rules` against those that there are.
 * @throws InputError for each that no rule reports
 */
export function requireRulesOf({ file, policy }: LoadedPolicy, rules: readonly RuleCard[]): void {
  const known: readonly string[] = rules.flatMap(({ codes }) => codes);
  const unknown = Object.keys(policy.rules ?? {}).filter((code) => !known.includes(code));
  const [first, ...others] = unknown.map((found) => {
    const meant = nearest(found, known);
    const args = { file, found, ...(meant === undefined ? {} : { meant }) };
    return finding('policy-rule-unknown', args, { file, pointer: `/rules/${pointerPart(found)}` });
  });
  if (first) throw new InputError(first, ...others);
}
