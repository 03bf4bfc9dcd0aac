/** Every finding that an inspection can have, as data for people and machines. */
import type { InspectionRules } from '../../../schemas/types.ts';
import { severityOf } from '../../findings/finding.ts';
import { type Line, type Meaning, span } from '../../report/terminal/line.ts';
import type { RuleCard } from './rule.ts';

export function ruleListOf(rules: readonly RuleCard[]): InspectionRules {
  return {
    schemaVersion: 1,
    rules: rules.flatMap(({ codes, title }) => codes.map((code) => ({ code, severity: severityOf(code), title }))),
  };
}

const meanings = { error: 'bad', warning: 'warn', info: 'faint' } as const satisfies Record<string, Meaning>;

/** A line a code, those of one rule below its title. */
export function ruleLines({ rules }: InspectionRules): Line[] {
  const width = Math.max(...rules.map(({ code }) => code.length));
  return rules.flatMap(({ code, severity, title }, index) => [
    ...(rules[index - 1]?.title === title ? [] : [[span('strong', title)]]),
    ['  ', code.padEnd(width), '  ', span(meanings[severity], severity)],
  ]);
}
