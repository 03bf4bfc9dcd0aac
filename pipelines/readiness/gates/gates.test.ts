import { describe, expect, test } from 'vitest';
import type { Gate, SmokeResult } from '../../../schemas/types.ts';
import { findContract, listContracts } from '../../../smoke/contract.ts';
import { finding } from '../../findings/finding.ts';
import { loadPolicy } from '../../policy/load-policy.ts';
import { waysIn } from '../../policy/suites.ts';
import { sampleSmoke } from '../../report/sample-run.ts';
import { listSmokes } from '../../smokes/run-smokes.ts';
import { packageRoot } from '../../version.ts';
import type { Evidence } from '../evidence.ts';
import type { Answer, RunGate, RunGround } from '../gate.ts';
import { nextCommands } from '../next-commands.ts';
import { comparedTo, sampleCell, sampleSmokes, type VerifyChanges, verifyReport } from '../sample-verify.ts';
import { matcherOf } from '../smoke-evidence.ts';
import { missing, type Unmet } from '../unmet.ts';
import { artifactGate } from './artifact.ts';
import { daemonGate } from './daemon.ts';
import { destructiveGate } from './destructive.ts';
import { installsGate } from './installs.ts';
import { runtimeGate } from './runtime.ts';

const policy = await loadPolicy('release-policy.json', packageRoot);
const { contract } = findContract('ktx-runtime@1');

function ask(gate: RunGate, ground: Partial<RunGround>): Answer {
  return gate.assess({ policy, contract, commands: nextCommands('ktx', policy.file), ...ground });
}

function evidence(changes: VerifyChanges = {}, unmet: readonly Unmet[] = []): Evidence {
  return { runId: 'r1', state: 'passed', dir: '/runs/r1', report: verifyReport(changes), unmet };
}
function voiding(what: NonNullable<Unmet['voids']>): Unmet {
  return missing(finding('evidence-too-old', { run: 'r1', maxHours: 1, found: 'an old one', next: 'verify' }), what);
}
/** The sample's smokes, those whose name begins so otherwise. */
function smokes(stem: string, differs: Partial<SmokeResult>): SmokeResult[] {
  return sampleSmokes.map((smoke) => (smoke.name.startsWith(stem) ? { ...smoke, ...differs } : smoke));
}
const codes = ({ findings }: Pick<Gate, 'findings'>): string[] => findings.map(({ code }) => code);

const ofRun = [installsGate, runtimeGate, daemonGate, destructiveGate, artifactGate];

describe.each(ofRun)('$id', (gate) => {
  test('passes on a sound verify, and names the run and its smokes', () => {
    const answer = ask(gate, { evidence: evidence() });
    expect([answer.verdict, answer.findings]).toEqual(['passed', []]);
    const [named] = answer.evidence.filter((each) => each.smokes);
    expect(named?.runId).toBe('r1');
    expect(named?.smokes?.length).toBeGreaterThan(0);
  });

  test('never passes without a verify, and says how to get one', () => {
    expect(ask(gate, {})).toMatchObject({ verdict: 'missing', remedy: 'shakedown verify ktx' });
  });

  test.each(['all', 'passes'] as const)('never passes on a run of which nothing counts (%s)', (what) => {
    const answer = ask(gate, { evidence: evidence({}, [voiding(what)]) });
    expect(answer).toMatchObject({ verdict: 'missing', remedy: expect.stringContaining('verify') });
  });

  test('never passes without a smoke', () => {
    expect(ask(gate, { evidence: evidence({ smokes: [sampleSmoke('other > x')] }) }).verdict).toBe('missing');
  });

  test('never passes while smokes are left out', () => {
    const answer = ask(gate, { evidence: evidence({ planned: sampleSmokes.length + 1 }) });
    expect([answer.verdict, codes(answer)]).toEqual(['missing', ['gate-without-smokes']]);
  });
});

test.each([
  [installsGate, 'install >'],
  [runtimeGate, 'doctor >'],
  [daemonGate, 'daemon >'],
  [destructiveGate, 'prune >'],
  [artifactGate, 'install > the bundled'],
] as const)('$0.id fails with a required smoke of its own, and says the line that runs it again', (gate, stem) => {
  const failed = smokes(stem, { outcome: 'failed' });
  const answer = ask(gate, { evidence: evidence({ smokes: failed }) });
  expect(answer.verdict).toBe('failed');
  expect(answer.findings[0]).toMatchObject({
    code: 'gate-smoke-failed',
    where: { smoke: expect.stringContaining(stem) },
  });
  expect(answer.findings[0]?.remediation).toMatch(/shakedown logs --run r1.*shakedown verify ktx --only '/);
  // Failures count even of a run whose passes do not.
  expect(ask(gate, { evidence: evidence({ smokes: failed }, [voiding('passes')]) }).verdict).toBe('failed');
  for (const other of ofRun) {
    const theirs = matcherOf(contract.gates[other.id]?.smokes ?? []);
    if (failed.some(({ name, outcome }) => outcome === 'failed' && theirs(name))) continue;
    expect(ask(other, { evidence: evidence({ smokes: failed }) }).verdict, other.id).toBe('passed');
  }
});

describe('smokes', () => {
  const answer = (differs: Partial<SmokeResult>, unmet: readonly Unmet[] = []): Answer =>
    ask(destructiveGate, { evidence: evidence({ smokes: smokes('prune >', differs) }, unmet) });

  test('a flaky one has failed', () => {
    expect(answer({ outcome: 'flaky' }).verdict).toBe('failed');
  });

  test('one that was skipped proves nothing', () => {
    const skipped = answer({ outcome: 'skipped', reason: 'no python3' });
    expect([skipped.verdict, codes(skipped)]).toEqual(['missing', ['gate-smoke-skipped']]);
  });

  test('those of what the contract has not do not apply, with the reason', () => {
    const answered = answer({ outcome: 'not-applicable', reason: 'ktx-runtime@1 has no prune' });
    expect(answered).toMatchObject({ verdict: 'not-applicable', evidence: [{ text: 'ktx-runtime@1 has no prune' }] });
    const admin = findContract('ktx-admin-runtime@1').contract;
    expect(Object.keys(admin.gates)).toEqual(Object.keys(contract.gates));
  });

  test('a gate that the contract has no smokes for does not apply', () => {
    const { 'RG-4': _, ...gates } = contract.gates;
    const without = ask(destructiveGate, { evidence: evidence(), contract: { ...contract, gates } });
    expect(without).toMatchObject({ verdict: 'not-applicable' });
  });

  test('an advisory failure is told and fails no gate; alone it proves nothing', () => {
    const advisory = sampleSmoke('prune-bounds > x', { required: false, outcome: 'failed' });
    const beside = ask(destructiveGate, { evidence: evidence({ smokes: [...sampleSmokes, advisory] }) });
    expect(beside).toMatchObject({
      verdict: 'passed',
      evidence: [{ text: '1 of 2 smokes passed, 1 advisory smoke failed' }],
    });
    const others = sampleSmokes.filter(({ name }) => !name.startsWith('prune'));
    const alone = ask(destructiveGate, { evidence: evidence({ smokes: [...others, advisory] }) });
    expect(alone.verdict).toBe('missing');
  });

  test('with a stand-in for uv only the gates that need none pass', () => {
    const seen = evidence({}, [voiding('uv')]);
    const verdicts = ofRun.map((gate) => `${gate.id} ${ask(gate, { evidence: seen }).verdict}`);
    expect(verdicts).toEqual(['RG-1 passed', 'RG-2 missing', 'RG-3 missing', 'RG-4 passed', 'RG-5 passed']);
  });
});

describe('stages, hand-overs and inspection', () => {
  const without = (type: string): VerifyChanges => ({ events: (all) => all.filter((body) => body.type !== type) });
  const stage = (name: string, outcome: 'failed' | 'interrupted'): VerifyChanges => ({
    events: (all) =>
      all.map((body) => (body.type === 'stage-finished' && body.stage === name ? { ...body, outcome } : body)),
  });

  test('a stage that failed fails its gate alone', () => {
    const failed = { evidence: evidence(stage('install', 'failed')) };
    expect([ask(installsGate, failed).verdict, ask(artifactGate, failed).verdict]).toEqual(['failed', 'passed']);
    expect(codes(ask(installsGate, failed))).toEqual(['gate-stage-not-passed']);
    expect(ask(artifactGate, { evidence: evidence(stage('inspect', 'failed')) }).verdict).toBe('failed');
  });

  test('a stage that did not come to its end leaves the gate open', () => {
    expect(ask(installsGate, { evidence: evidence(stage('identity', 'interrupted')) }).verdict).toBe('missing');
    expect(ask(artifactGate, { evidence: evidence(without('stage-finished')) }).verdict).toBe('missing');
  });

  test('hand-overs that were not proved leave both gates open, one with other bytes fails both', () => {
    const unproved = { evidence: evidence(without('identity-proved')) };
    expect([installsGate, artifactGate].map((gate) => codes(ask(gate, unproved)))).toEqual([
      ['gate-handover-missing'],
      ['gate-handover-missing'],
    ]);
    const other: VerifyChanges = {
      events: (all) =>
        all.map((body) =>
          body.type === 'identity-proved'
            ? { ...body, handovers: body.handovers.map((each, at) => ({ ...each, same: at !== 2 })) }
            : body,
        ),
    };
    expect(ask(artifactGate, { evidence: evidence(other) })).toMatchObject({
      verdict: 'failed',
      findings: [{ code: 'gate-handover-differs', args: { at: 'bytes downloaded back' } }],
    });
    expect(ask(installsGate, { evidence: evidence(other) }).verdict).toBe('failed');
  });

  test('what the inspection found is told: an error fails the gate, a warning is named', () => {
    const error = finding('packed-name-differs', { from: 'a', expected: 'b', found: 'c' }, { stage: 'inspect' });
    const warning = finding('readme-missing', {}, { stage: 'inspect' });
    const elsewhere = finding('packed-name-differs', { from: 'a', expected: 'b', found: 'c' }, { stage: 'install' });
    const wrong = ask(artifactGate, { evidence: evidence({ findings: [error, warning] }) });
    expect([wrong.verdict, codes(wrong)]).toEqual(['failed', ['packed-name-differs']]);
    const warned = ask(artifactGate, { evidence: evidence({ findings: [warning, elsewhere] }) });
    expect(warned.verdict).toBe('passed');
    expect(warned.evidence.map(({ text }) => text)).toContain(
      '0 errors and 1 warning of the inspection: readme-missing',
    );
  });
});

describe('RG-5 and the comparison with the last release', () => {
  const last = finding('evidence-not-compared', { run: 'r1', expected: 'p@1', next: 'verify --against p@1' });
  const predecessor = { kind: 'release' as const, name: 'p', tag: 'v1', spec: 'p@1' };
  const compared = evidence(comparedTo('p', '1.0.0'));
  const texts = ({ evidence: seen }: Answer): string[] => seen.map(({ text }) => text);
  const line = `compared with p@1.0.0 sha256 ${'e'.repeat(64)}`;

  test('is shown where there is one, and is demanded of no release whose policy does not', () => {
    const shown = ask(artifactGate, { evidence: compared });
    expect([shown.verdict, texts(shown).includes(line)]).toEqual(['passed', true]);
    const none = ask(artifactGate, { evidence: evidence() });
    expect([none.verdict, texts(none).join()]).toEqual(['passed', expect.not.stringContaining('compared')]);
  });

  test('passes with the one that is demanded', () => {
    const answer = ask(artifactGate, { evidence: compared, predecessor });
    expect([answer.verdict, texts(answer).includes(line)]).toEqual(['passed', true]);
  });

  test('never passes without, and tells that alone; other gates do not ask for it', () => {
    const seen = { predecessor, evidence: evidence({}, [missing(last, 'comparison')]) };
    const answer = ask(artifactGate, seen);
    expect([answer.verdict, codes(answer)]).toEqual(['missing', ['evidence-not-compared']]);
    expect(texts(answer)).toContain('compared with no earlier version');
    expect(ofRun.map((gate) => ask(gate, seen).verdict).join(' ')).toBe('passed passed passed passed missing');
  });

  test('never passes where it is not known with what', () => {
    const unclear = { kind: 'unclear' as const, finding: finding('scope-shallow-clone', {}) };
    const answer = ask(artifactGate, { evidence: compared, predecessor: unclear });
    expect([answer.verdict, codes(answer)]).toEqual(['missing', ['scope-shallow-clone']]);
  });

  test('a first release needs no comparison, and that is said', () => {
    const none = { kind: 'none' as const, line: 'no tag like v{version} before this commit' };
    const answer = ask(artifactGate, { evidence: evidence(), predecessor: none });
    expect([answer.verdict, texts(answer).includes(none.line)]).toEqual(['passed', true]);
  });

  test('what else stands in the way has its own remedy', () => {
    const weak = evidence({}, [missing(last, 'comparison'), voiding('uv')]);
    expect(ask(runtimeGate, { evidence: weak, predecessor }).remedy).toBe(voiding('uv').finding.remediation);
  });
});

describe('without smokes of their own, RG-1 and RG-5', () => {
  const bare = { contract: { ...contract, gates: {} } };
  const other: VerifyChanges = {
    events: (all) =>
      all.map((body) =>
        body.type === 'identity-proved'
          ? { ...body, handovers: body.handovers.map((each) => ({ ...each, same: false })) }
          : body,
      ),
  };

  test.each([installsGate, artifactGate])('$id rests on the rest of the run, as far as that counts', (gate) => {
    const verdict = (changes: VerifyChanges, ...unmet: Unmet[]) =>
      ask(gate, { ...bare, evidence: evidence(changes, unmet) }).verdict;
    expect(verdict({})).toBe('passed');
    expect(verdict({}, voiding('passes'))).toBe('missing');
    expect(verdict(other, voiding('passes'))).toBe('failed');
    // Of other bytes not even a failure says anything.
    expect(verdict(other, voiding('all'))).toBe('missing');
  });

  test('a stage that failed in an advisory cell alone fails nothing', () => {
    const advisory = { ...sampleCell, id: 'bun-node@24', required: false, outcome: 'failed' as const };
    const failing = (cell: string): VerifyChanges => ({
      cells: [sampleCell, advisory],
      events: (all) => [...all, { type: 'stage-finished', stage: 'install', outcome: 'failed', durationMs: 1, cell }],
    });
    expect(ask(installsGate, { evidence: evidence(failing(advisory.id)) }).verdict).toBe('passed');
    expect(ask(installsGate, { evidence: evidence(failing('host')) }).verdict).toBe('failed');
  });
});

describe.each(listContracts())('$contract.name', ({ contract: { name, suites, gates } }) => {
  test('each of its smokes belongs to a gate, and each pattern of a gate names a smoke', async () => {
    const names = (await listSmokes(name, [...suites, waysIn])).map((smoke) => smoke.name);
    const patterns = Object.values(gates).flatMap((gate) => gate.smokes);
    const belongs = matcherOf(patterns);
    expect(
      names.filter((each) => !belongs(each)),
      'name them in "gates" of the contract',
    ).toEqual([]);
    expect(
      patterns.filter((pattern) => !names.some(matcherOf([pattern]))),
      'no smoke is called so',
    ).toEqual([]);
  });
});
