import { describe, expect, test } from 'vitest';
import { check } from '../../smoke/schema/validate.ts';
import { applyEvent, newReport } from './report.ts';
import {
  concluded,
  recorded,
  reportOf,
  sampleEvents,
  sampleFinding,
  sampleMeta,
  sampleSmoke,
  sampleTools,
} from './sample-run.ts';

describe('the report as a fold over the events', () => {
  test('is valid after every single event, and after a run that said nothing', () => {
    let report = newReport(sampleMeta);
    expect(check('report', report)).toMatchObject({ ok: true });
    const events = recorded(sampleEvents([sampleSmoke('install > version'), sampleSmoke('prune > refuses')]));
    for (const event of events) {
      expect(check('event', event)).toMatchObject({ ok: true });
      report = applyEvent(report, event);
      expect(check('report', report)).toMatchObject({ ok: true });
    }
    expect(report.stages.map(({ stage }) => stage)).toEqual([
      'preflight',
      'registry',
      'pack',
      'inspect',
      'publish',
      'identity',
      'install',
      'smokes',
    ]);
    expect(report.smokes).toHaveLength(2);
    expect(report.tools).toEqual(sampleTools);
    expect(report.environment.npm).toBe('11.19.0');
    expect(report.artifact?.name).toBe('@kaelio/ktx');
    expect(report.handovers).toHaveLength(5);
  });

  test('does not change the report that it is given', () => {
    const before = newReport(sampleMeta);
    const copy = structuredClone(before);
    for (const event of recorded(sampleEvents([sampleSmoke('a > b')]))) applyEvent(before, event);
    expect(before).toEqual(copy);
  });

  test('counts smokes by what they mean for the verdict, and findings by severity', () => {
    const report = reportOf([
      ...sampleEvents(
        [
          sampleSmoke('a > 1'),
          sampleSmoke('a > 2', { outcome: 'failed' }),
          sampleSmoke('a > 3', { outcome: 'skipped' }),
          sampleSmoke('a > 4', { outcome: 'failed', required: false }),
          sampleSmoke('a > 5', { outcome: 'not-applicable' }),
        ],
        { planned: 7 },
      ),
      { type: 'finding', finding: sampleFinding },
      { type: 'finding', finding: { ...sampleFinding, severity: 'warning' } },
    ]);
    expect(report.counts).toEqual({
      planned: 7,
      required: { passed: 1, failed: 1, flaky: 0, skipped: 1, notApplicable: 1 },
      advisory: { passed: 0, failed: 1, flaky: 0, skipped: 0, notApplicable: 0 },
      findings: { error: 1, warning: 1, info: 0 },
    });
  });

  test('a smoke that is told twice counts once, with its last result', () => {
    const report = reportOf([
      { type: 'smoke-finished', result: sampleSmoke('a > 1', { outcome: 'failed' }) },
      { type: 'smoke-finished', result: sampleSmoke('a > 1') },
    ]);
    expect(report.counts.required).toMatchObject({ passed: 1, failed: 0 });
  });

  test('a stage that never said its end is cut off when the run ends, with the time that it had', () => {
    const report = concluded(
      [
        { type: 'stage-started', stage: 'preflight' },
        { type: 'stage-finished', stage: 'preflight', outcome: 'passed', durationMs: 12 },
        { type: 'stage-started', stage: 'install' },
      ],
      { kind: 'interrupted', signal: 'SIGTERM' },
    );
    expect(report.stages).toMatchObject([
      { stage: 'preflight', outcome: 'passed', durationMs: 12 },
      { stage: 'install', outcome: 'interrupted', durationMs: 50 },
    ]);
    expect(report).toMatchObject({ state: 'interrupted', durationMs: 4860, verdict: { exitCode: 143 } });
    expect(check('report', report)).toMatchObject({ ok: true });
  });

  test('a clock that was set back makes no negative time', () => {
    const [started] = recorded([{ type: 'stage-started', stage: 'install' }]);
    const [finished] = recorded([
      { type: 'run-finished', state: 'crashed', exitCode: 70, verdict: 'FAULT  x', durationMs: 1 },
    ]);
    if (!started || !finished) throw new Error('two events were recorded');
    const earlier = { ...finished, at: '2020-01-01T00:00:00.000Z' };
    const report = applyEvent(applyEvent(newReport(sampleMeta), started), earlier);
    expect(report.stages).toMatchObject([{ outcome: 'interrupted', durationMs: 0 }]);
  });

  test('a stage that was skipped without having begun is in it too', () => {
    const report = reportOf([
      { type: 'stage-finished', stage: 'smokes', outcome: 'skipped', durationMs: 0, detail: 'install failed' },
    ]);
    expect(report.stages).toMatchObject([{ stage: 'smokes', outcome: 'skipped', detail: 'install failed' }]);
  });

  test('a finished report without a verdict is not valid', () => {
    const { verdict: _, ...without } = concluded(sampleEvents([sampleSmoke('a > 1')]));
    expect(check('report', without)).toMatchObject({ ok: false, problems: [{ pointer: '/verdict' }] });
  });
});
