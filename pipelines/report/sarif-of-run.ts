/** The findings of a run, and its failed smokes, as SARIF. */
import type { Finding, Report, SarifLog, SmokeResult } from '../../schemas/types.ts';
import { ruleListOf } from '../artifact/inspect/rule-list.ts';
import { ruleCards } from '../artifact/inspect/rules.ts';
import { sarifOf } from '../artifact/inspect/sarif.ts';
import { finding } from '../findings/finding.ts';
import { inCell } from './cell-names.ts';
import { rerunCommand } from './rerun-command.ts';

export function sarifOfRun(report: Report): SarifLog {
  const findings = [...report.findings, ...report.smokes.flatMap((smoke) => failureOf(report, smoke))];
  const { rules } = ruleListOf(ruleCards);
  const known = new Set(rules.map(({ code }) => code));
  // Findings of other stages than the inspection are no rules of it; each is one here.
  const others = [
    ...new Map(findings.filter(({ code }) => !known.has(code)).map((each) => [each.code, each])).values(),
  ];
  const source = {
    findings,
    shakedownVersion: report.shakedownVersion,
    exitCode: report.verdict?.exitCode ?? 70,
    subject: { kind: report.artifact?.source.kind ?? ('directory' as const), spec: report.subject },
  };
  return sarifOf(source, {
    schemaVersion: 1,
    rules: [...rules, ...others.map(({ code, severity }) => ({ code, severity, title: code.replaceAll('-', ' ') }))],
  });
}

function failureOf(report: Report, smoke: SmokeResult): Finding[] {
  const { name, cell, outcome, required, errors = [] } = smoke;
  if (outcome !== 'failed' && outcome !== 'flaky') return [];
  const reason = errors[0]?.message.split('\n', 1)[0] ?? 'no error was recorded';
  const args = { name: inCell(name, cell), outcome, reason, again: rerunCommand(report, smoke) };
  return [
    finding(required ? 'smoke-failed' : 'advisory-smoke-failed', args, {
      smoke: name,
      ...(cell === undefined ? {} : { cell }),
    }),
  ];
}
