import { describe, expect, test } from 'vitest';
import type { Report } from '../../schemas/types.ts';
import type { EventBody } from '../run/event-body.ts';
import type { ReportMeta } from './report.ts';
import { reportOf, sampleEvents, sampleFinding, sampleSmoke, sampleTools } from './sample-run.ts';
import { type Ending, judge } from './verdict.ts';

const passing = [sampleSmoke('install > version'), sampleSmoke('prune > refuses')];
const standIn = { ...sampleTools, uv: { path: '/x/uv', version: '0', kind: 'stand-in' as const } };

function verdictOf(
  events: readonly EventBody[],
  ending: Ending = { kind: 'completed' },
  meta: Partial<ReportMeta> = {},
) {
  return judge(reportOf(events, meta), ending, 4860);
}

/** The events with one stage's end replaced. */
function withStage(
  name: Report['stages'][number]['stage'],
  outcome: 'failed' | 'skipped',
  detail?: string,
): EventBody[] {
  return sampleEvents(passing).map((event) =>
    event.type === 'stage-finished' && event.stage === name
      ? { ...event, outcome, ...(detail ? { detail } : {}) }
      : event,
  );
}

function without(name: Report['stages'][number]['stage']): EventBody[] {
  return sampleEvents(passing).filter((event) => !('stage' in event && event.stage === name));
}

describe('pass', () => {
  test('says releasable when all that is required was seen', () => {
    expect(verdictOf(sampleEvents(passing))).toEqual({
      state: 'passed',
      exitCode: 0,
      line: 'PASS  @kaelio/ktx 0.1.0 is releasable: 2 of 2 required smokes passed in 4.9 s',
      reasons: [],
    });
  });

  test('with a stand-in for uv does not say releasable, and says what no gate accepts', () => {
    const { exitCode, line } = verdictOf(sampleEvents(passing, { tools: standIn }));
    expect({ exitCode, line }).toEqual({
      exitCode: 0,
      line: 'PASS  @kaelio/ktx 0.1.0: 2 of 2 required smokes passed in 4.9 s; with a stand-in for uv, which no release gate accepts',
    });
  });

  test('of a part does not say releasable', () => {
    const { exitCode, line } = verdictOf(sampleEvents(passing), { kind: 'completed' }, { only: 'prune' });
    expect({ exitCode, line }).toEqual({
      exitCode: 0,
      line: "PASS (only 'prune')  @kaelio/ktx 0.1.0: 2 of 2 required smokes passed in 4.9 s; nothing is said of the other smokes",
    });
  });

  test('without a suite that is needed does not say releasable, and names it', () => {
    const hardening = { name: 'ktx-hardening', smokes: 'advisory', chosen: true, needed: false } as const;
    const contract = { name: 'ktx-runtime@1', smokes: 'required', chosen: false, needed: true } as const;
    const events = sampleEvents([sampleSmoke('links > are not followed', { suite: 'ktx-hardening', required: false })]);
    const { exitCode, line } = verdictOf(events, { kind: 'completed' }, { suites: [contract, hardening] });
    expect({ exitCode, line }).toEqual({
      exitCode: 0,
      line: 'PASS (without ktx-runtime@1)  @kaelio/ktx 0.1.0: 1 advisory smoke ran in 4.9 s; nothing is said of the other smokes',
    });
    const left = {
      suites: [
        { ...contract, chosen: true },
        { ...hardening, chosen: false },
      ],
    };
    expect(verdictOf(sampleEvents(passing), { kind: 'completed' }, left).line).toContain('is releasable');
  });

  test('of a shard in which nothing applies passes, of a whole run it does not', () => {
    const events = sampleEvents([sampleSmoke('a > 1', { outcome: 'not-applicable' })]);
    const shard = { matrix: { cells: ['host'], shard: { index: 3, of: 3 } } };
    expect(verdictOf(events, { kind: 'completed' }, shard)).toMatchObject({ exitCode: 0 });
    const { line } = verdictOf(sampleEvents(passing), { kind: 'completed' }, shard);
    expect(line).toContain('2 of 2 required smokes passed in 4.9 s');
    expect(verdictOf(events)).toMatchObject({ exitCode: 4, reasons: ['no required smoke ran'] });
  });

  test('mentions advisory failures, warnings, and counts nothing that does not apply', () => {
    const { exitCode, line } = verdictOf([
      ...sampleEvents([
        ...passing,
        sampleSmoke('hard > a', { required: false, outcome: 'failed' }),
        sampleSmoke('win > b', { outcome: 'not-applicable' }),
      ]),
      { type: 'finding', finding: { ...sampleFinding, severity: 'warning' } },
    ]);
    expect({ exitCode, line }).toEqual({
      exitCode: 0,
      line: 'PASS  @kaelio/ktx 0.1.0 is releasable: 2 of 2 required smokes passed in 4.9 s; 1 advisory smoke failed; 1 warning',
    });
  });
});

describe('fail', () => {
  test('by a required smoke, by a finding, with the reasons', () => {
    const events: EventBody[] = [
      ...sampleEvents([...passing, sampleSmoke('doctor > before', { outcome: 'failed' })]),
      { type: 'finding', finding: sampleFinding },
    ];
    expect(verdictOf(events)).toEqual({
      state: 'failed',
      exitCode: 1,
      line: 'FAIL  @kaelio/ktx 0.1.0 is not releasable: 1 of 3 required smokes failed (doctor > before), 1 finding (bin-missing)',
      reasons: ['smoke doctor > before failed', `bin-missing: ${sampleFinding.message}`],
    });
  });

  test('counts for more than what was skipped or did not run', () => {
    const smokes = [
      sampleSmoke('a > 1', { outcome: 'failed' }),
      sampleSmoke('a > 2', { outcome: 'skipped', reason: 'no uv' }),
    ];
    expect(verdictOf(sampleEvents(smokes, { planned: 9 }))).toMatchObject({
      exitCode: 1,
      line: 'FAIL  @kaelio/ktx 0.1.0 is not releasable: 1 of 2 required smokes failed (a > 1), 1 skipped, 7 did not run',
    });
  });

  test('by a stage that failed and has no finding that says why', () => {
    expect(verdictOf(withStage('publish', 'failed', 'npm ended with exit 1'))).toMatchObject({
      exitCode: 1,
      line: 'FAIL  @kaelio/ktx 0.1.0 is not releasable: publish failed',
      reasons: ['stage publish failed: npm ended with exit 1'],
    });
  });

  test('by smokes that failed as a stage though no single smoke did', () => {
    expect(verdictOf(withStage('smokes', 'failed', 'the runner ended early'))).toMatchObject({
      exitCode: 1,
      reasons: ['stage smokes failed: the runner ended early'],
    });
  });

  test('by bytes that differ at a hand-over, even if the stage says passed', () => {
    const events: EventBody[] = [
      ...sampleEvents(passing),
      { type: 'identity-proved', handovers: [{ at: 'running CLI', expected: '0.1.0', found: '0.0.9', same: false }] },
    ];
    expect(verdictOf(events)).toMatchObject({ exitCode: 1, reasons: ['running CLI: expected 0.1.0, found 0.0.9'] });
  });

  test('not by an advisory smoke that made its stage fail', () => {
    const events = withStage('smokes', 'failed').map((event) =>
      event.type === 'smoke-finished' && event.result.name === 'prune > refuses'
        ? { ...event, result: { ...event.result, required: false, outcome: 'failed' as const } }
        : event,
    );
    expect(verdictOf(events)).toMatchObject({ exitCode: 0, state: 'passed' });
  });
});

describe('incomplete', () => {
  test('when required smokes were skipped, with the most frequent reason', () => {
    const skipped = (name: string, reason: string) => sampleSmoke(name, { outcome: 'skipped', reason });
    const smokes = [
      ...passing,
      skipped('a > 1', 'no uv'),
      skipped('a > 2', 'no python3 on PATH'),
      skipped('a > 3', 'no python3 on PATH'),
    ];
    expect(verdictOf(sampleEvents(smokes))).toEqual({
      state: 'incomplete',
      exitCode: 4,
      line: 'INCOMPLETE  @kaelio/ktx 0.1.0: 3 of 5 required smokes skipped: no python3 on PATH (and 1 other reason)',
      reasons: ['3 of 5 required smokes skipped: no python3 on PATH (and 1 other reason)'],
    });
  });

  test.each([
    ['no smoke ran at all', sampleEvents([]), {}, 'no required smoke ran'],
    ['only advisory ones ran', sampleEvents([sampleSmoke('a > 1', { required: false })]), {}, 'no required smoke ran'],
    [
      'nothing has the name that was asked for',
      sampleEvents([]),
      { only: 'prun' },
      "no smoke ran: none is named like 'prun'",
    ],
    ['planned smokes never finished', sampleEvents(passing, { planned: 5 }), {}, '3 of 5 smokes did not run'],
  ])('when %s', (_, events, meta, reason) => {
    expect(verdictOf(events, { kind: 'completed' }, meta)).toMatchObject({
      state: 'incomplete',
      exitCode: 4,
      reasons: [reason],
    });
  });

  test.each(['inspect', 'identity', 'install', 'smokes'] as const)(
    'when the stage %s was skipped or left out',
    (name) => {
      expect(verdictOf(withStage(name, 'skipped', 'no time'))).toMatchObject({
        exitCode: 4,
        reasons: [`stage ${name} was skipped: no time`],
      });
      expect(verdictOf(without(name))).toMatchObject({ exitCode: 4, reasons: [`stage ${name} did not run`] });
    },
  );
});

describe('other endings', () => {
  const some = sampleEvents(passing, { planned: 9 }).slice(0, -1);

  test('bad input is exit 2 and says what was given', () => {
    const events: EventBody[] = [
      { type: 'finding', finding: { ...sampleFinding, code: 'subject-not-found', message: 'no such file' } },
    ];
    expect(verdictOf(events, { kind: 'bad-input' }, { subject: './x.tgz' })).toMatchObject({
      state: 'failed',
      exitCode: 2,
      line: 'BAD INPUT  ./x.tgz: subject-not-found: no such file',
    });
  });

  test('not ready is exit 3 with all blockers', () => {
    const blocker = (code: string) => ({ code, expected: 'npm >= 10', found: 'nothing', remediation: 'Install it.' });
    const preflight = {
      ready: false,
      blockers: [blocker('npm-missing'), blocker('disk-full')],
      blocker: 'npm-missing',
    };
    expect(verdictOf([{ type: 'preflight-checked', preflight }])).toMatchObject({
      state: 'incomplete',
      exitCode: 3,
      line: 'NOT READY  fixtures/ktx: npm-missing: expected npm >= 10, found nothing; disk-full: expected npm >= 10, found nothing',
    });
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s is exit %i and says where it came', (signal, exitCode) => {
    expect(verdictOf(some, { kind: 'interrupted', signal })).toMatchObject({
      state: 'interrupted',
      exitCode,
      line: `INTERRUPTED  @kaelio/ktx 0.1.0: ${signal} during smokes; 2 of 9 smokes had finished`,
    });
  });

  test('a fault of Shakedown is exit 70, says nothing against the package, and keeps its trace out of the line', () => {
    expect(verdictOf(some, { kind: 'fault', message: 'TypeError: x is no\u0007 function\n    at y' })).toEqual({
      state: 'crashed',
      exitCode: 70,
      line: 'FAULT  @kaelio/ktx 0.1.0: Shakedown itself broke during smokes, which says nothing about the package: TypeError: x is no\\x07 function',
      reasons: ['TypeError: x is no\\x07 function at y'],
    });
  });

  test('the verdict is one line whatever the subject is called', () => {
    const { line } = verdictOf([], { kind: 'bad-input' }, { subject: 'a\nPASS\u001b[2J' });
    expect(line).toBe('BAD INPUT  a PASS: it cannot be verified');
  });

  test('an interruption is told as such even after a failure', () => {
    const events = [...some, { type: 'finding', finding: sampleFinding } as const];
    expect(verdictOf(events, { kind: 'interrupted', signal: 'SIGINT' })).toMatchObject({
      exitCode: 130,
      reasons: [`bin-missing: ${sampleFinding.message}`],
    });
  });
});
