/** The report in the Common Test Report Format. @see https://ctrf.io/docs/specification/overview */
import type { CtrfReport, CtrfTest, Report, SmokeResult } from '../../schemas/types.ts';
import { hostCell, inCell } from './cell-names.ts';

/**
 * The verdict is a test of its own, as in junit.xml: readers know neither "incomplete" nor "advisory", and a file in
 * which every test passed must not stand for a run that said no.
 */
export function ctrfReport(report: Report): CtrfReport {
  const start = Date.parse(report.startedAt);
  const tests = [verdictTest(report), ...report.smokes.map(smokeTest)];
  const count = (status: CtrfTest['status']) => tests.filter((test) => test.status === status).length;
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: report.finishedAt ?? report.startedAt,
    generatedBy: `shakedown ${report.shakedownVersion}`,
    results: {
      tool: { name: 'shakedown', version: report.shakedownVersion },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: count('pending'),
        other: count('other'),
        flaky: tests.filter((test) => test.flaky).length,
        suites: new Set(report.smokes.map(({ suite }) => suite)).size,
        start,
        stop: start + Math.round(report.durationMs ?? 0),
      },
      tests,
      environment: {
        appName: report.project,
        ...(report.artifact ? { appVersion: report.artifact.version } : {}),
        ...(report.artifact?.source.revision === undefined ? {} : { commit: report.artifact.source.revision }),
        osPlatform: report.environment.platform,
      },
      ...(report.verdict ? { extra: { verdict: report.verdict.line, exitCode: report.verdict.exitCode } } : {}),
    },
  };
}

function verdictTest({ verdict, durationMs = 0 }: Report): CtrfTest {
  const base = { name: 'verdict', suite: ['shakedown'], duration: Math.round(durationMs) };
  if (verdict?.exitCode === 0) return { ...base, status: 'passed' };
  const message = verdict?.line ?? 'the run has not finished';
  return { ...base, status: 'failed', message, ...(verdict ? { trace: verdict.reasons.join('\n') } : {}) };
}

function smokeTest(smoke: SmokeResult): CtrfTest {
  const { name, suite, cell, file, outcome, required, durationMs, startedAt, reason, errors = [] } = smoke;
  const start = Date.parse(startedAt);
  const message = reason ?? errors[0]?.message;
  return {
    // Readers join tests by their names: one of each cell is another one.
    name: inCell(name, cell),
    status: statusOf(smoke),
    rawStatus: outcome,
    duration: Math.round(durationMs),
    start,
    stop: start + Math.round(durationMs),
    suite: cell === undefined || cell === hostCell ? [suite] : [suite, cell],
    filePath: `smoke/${file}`,
    tags: [required ? 'required' : 'advisory'],
    ...(outcome === 'flaky' ? { flaky: true } : {}),
    ...(message === undefined ? {} : { message }),
    ...(errors.length > 0
      ? { trace: errors.map(({ message, diff }) => [message, diff].filter(Boolean).join('\n')).join('\n\n') }
      : {}),
  };
}

/** An advisory failure fails no release: `other`, as nothing else in the format says so. */
function statusOf({ outcome, required }: SmokeResult): CtrfTest['status'] {
  if (outcome === 'passed') return 'passed';
  if (outcome === 'skipped' || outcome === 'not-applicable') return 'skipped';
  return required ? 'failed' : 'other';
}
