/**
 * junit.xml from the report. Readers of it know neither "incomplete" nor "advisory", so one test case stands for the
 * verdict itself and fails whenever the exit code is not 0; an advisory failure is a skipped case that says so.
 * A flaky smoke is a failure of type "flaky", not Surefire's <flakyFailure>: readers count that one as passed, because
 * there a retry passed in the end; here nothing is retried, and a flake is never a pass.
 * Format: https://github.com/testmoapp/junitxml
 */
import type { Report, SmokeResult } from '../../schemas/types.ts';
import { inCell } from './cell-names.ts';
import { printable } from './foreign-text.ts';
import { roundWords } from './over-rounds.ts';
import { rerunCommand } from './rerun-command.ts';

interface Case {
  classname: string;
  name: string;
  durationMs: number;
  file?: string;
  result?: { kind: 'failure' | 'skipped'; type?: string; message: string; text: string };
  /** where the evidence is */
  out?: string;
}

/** Well-formed for any report, whatever bytes its strings came from. */
export function junitXml(report: Report): string {
  const suites = [
    suite('shakedown', report.startedAt, [verdictCase(report), ...stageCases(report), ...findingCases(report)]),
    ...namesOfSuites(report).map((name) =>
      suite(
        name,
        report.startedAt,
        report.smokes.filter((smoke) => smoke.suite === name).map((smoke) => smokeCase(smoke, report)),
      ),
    ),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `shakedown verify ${report.subject}`, ...totals(all), time: seconds(report.durationMs ?? 0) })}>`,
    ...suites.map(({ xml }) => xml),
    '</testsuites>',
    '',
  ].join('\n');
}

/** Those that were run, and of any other smokes theirs. */
function namesOfSuites({ suites, smokes }: Report): string[] {
  const chosen = suites.filter((each) => each.chosen).map(({ name }) => name);
  return [...new Set([...chosen, ...smokes.map((smoke) => smoke.suite)])];
}

function suite(name: string, timestamp: string, cases: Case[]): { cases: Case[]; xml: string } {
  const time = seconds(cases.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const xml = [
    `  <testsuite${attributes({ name, ...totals(cases), time, timestamp })}>`,
    ...cases.map(caseXml),
    '  </testsuite>',
  ].join('\n');
  return { cases, xml };
}

function totals(cases: readonly Case[]): Record<string, string> {
  const count = (kind: 'failure' | 'skipped') => cases.filter(({ result }) => result?.kind === kind).length;
  return { tests: `${cases.length}`, failures: `${count('failure')}`, errors: '0', skipped: `${count('skipped')}` };
}

function caseXml({ classname, name, durationMs, file, result, out }: Case): string {
  const opening = `    <testcase${attributes({ classname, name, time: seconds(durationMs), ...(file === undefined ? {} : { file }) })}`;
  const inside = [
    ...(result
      ? [`      <${result.kind}${attributes(resultAttributes(result))}>${escapeXml(result.text)}</${result.kind}>`]
      : []),
    ...(out ? [`      <system-out>${escapeXml(out)}</system-out>`] : []),
  ];
  return inside.length === 0 ? `${opening}/>` : [`${opening}>`, ...inside, '    </testcase>'].join('\n');
}

function resultAttributes({ type, message }: NonNullable<Case['result']>): Record<string, string> {
  return type === undefined ? { message } : { message, type };
}

function verdictCase(report: Report): Case {
  const { verdict } = report;
  const out = `evidence: ${report.evidence.dir}`;
  const base = { classname: 'shakedown', name: 'verdict', durationMs: 0, out };
  if (verdict?.exitCode === 0) return base;
  const message = verdict?.line ?? 'the run has not finished';
  return { ...base, result: { kind: 'failure', message, text: (verdict?.reasons ?? []).join('\n') } };
}

function stageCases(report: Report): Case[] {
  return report.stages.map(({ stage, cell, outcome, detail = '', durationMs = 0 }) => {
    const base = { classname: 'shakedown.stage', name: inCell(stage, cell), durationMs };
    // Smokes that fail are cases of their own; the stage that ran them is not one more failure.
    if (outcome === 'passed' || (stage === 'smokes' && outcome === 'failed')) return base;
    // What happens in an advisory cell fails no run, and so no job that reads this.
    const advisory = report.cells.some(({ id, required }) => id === cell && !required);
    if (outcome === 'failed' && advisory)
      return { ...base, result: { kind: 'skipped', message: `advisory, failed: ${detail || outcome}`, text: '' } };
    const kind = outcome === 'failed' ? 'failure' : 'skipped';
    return { ...base, result: { kind, message: detail || outcome, text: '' } };
  });
}

function findingCases(report: Report): Case[] {
  return report.findings
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, remediation, where }) => ({
      classname: 'shakedown.finding',
      name: inCell(where.file === undefined ? code : `${code} ${where.file}`, where.cell),
      durationMs: 0,
      result: { kind: 'failure', message, text: `Next: ${remediation}` },
    }));
}

function smokeCase(smoke: SmokeResult, report: Report): Case {
  const result = smokeResult(smoke, report);
  return {
    classname: smoke.file,
    // Readers join cases by class and name: one of each cell is another one.
    name: inCell(smoke.title, smoke.cell),
    durationMs: smoke.durationMs,
    file: smoke.file,
    ...(result ? { result } : {}),
    out: evidenceOf(smoke),
  };
}

function smokeResult(smoke: SmokeResult, report: Report): Case['result'] {
  const errors = smoke.errors ?? [];
  switch (smoke.outcome) {
    case 'passed':
      return undefined;
    case 'skipped':
      return { kind: 'skipped', message: smoke.reason ?? 'no reason given', text: '' };
    case 'not-applicable':
      return { kind: 'skipped', message: `not applicable: ${smoke.reason ?? 'no reason given'}`, text: '' };
    case 'flaky':
    case 'failed': {
      // Readers show it as a heading above the text, which has all of it.
      const first = errors[0]?.message.trim().split('\n', 1)[0] ?? 'failed without an error message';
      const message = smoke.outcome === 'flaky' ? `flaky: ${roundWords(smoke)}: ${first}` : first;
      const told = errors.map((error) => [error.message, error.diff, error.at].filter(Boolean).join('\n'));
      const text = [...told, `Again: ${rerunCommand(report, smoke)}`].join('\n\n');
      if (!smoke.required) {
        return { kind: 'skipped', message: `advisory, ${smoke.outcome === 'flaky' ? '' : 'failed: '}${message}`, text };
      }
      return { kind: 'failure', ...(smoke.outcome === 'flaky' ? { type: 'flaky' } : {}), message, text };
    }
  }
}

function evidenceOf({ record }: SmokeResult): string {
  if (!record) return '';
  return [
    ...record.commands.flatMap(({ line, ended, stdoutFile, stderrFile }) => [
      `$ ${line}`,
      `  ${ended}`,
      `  stdout: ${stdoutFile}`,
      `  stderr: ${stderrFile}`,
    ]),
    ...(record.sandboxDir === undefined ? [] : [`sandbox: ${record.sandboxDir}`]),
  ].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** Also without what XML 1.0 cannot hold, escaped or not (https://www.w3.org/TR/xml/#charsets): controls, lone surrogates, U+FFFE, U+FFFF. */
function escapeXml(text: string): string {
  return printable(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
