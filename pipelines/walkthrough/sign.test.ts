import { expect, test } from 'vitest';
import type { Gate, Walkthrough } from '../../schemas/types.ts';
import { walkthroughMarkdown } from './markdown.ts';
import { withOverrides } from './overrides.ts';
import { sampleWalkthrough } from './sample-walkthrough.ts';
import { sign } from './sign.ts';

const now = new Date('2026-11-02T12:00:00.000Z');
const artifact = { runId: 'r', runDir: '/w/.shakedown/runs/r', file: 'x.tgz', sha256: 'a'.repeat(64) };
const outcomesOf = (ids: string[], more: { remark?: string; override?: string } = {}) =>
  sign(sampleWalkthrough(), { ids, by: 'ann', ...more }, now).outcomes.map(({ id, outcome }) => [id, outcome]);

test.each([
  ['RG-1', 'RG-1'],
  ['rg-1', 'RG-1'],
  ['1.1', '1.1'],
  ['daemon > stops', 'daemon > stops'],
  ['- [x] **1.1** Good: PASS', '1.1'],
  ['- [ ] 1.1 Good', '1.1'],
  ['| RG-1 Installs | passed | run 1 | [ ] |', 'RG-1'],
  ['- [x] daemon > stops: signed by ann on 2026-11-02', 'daemon > stops'],
  ['| daemon > stops | passed |', 'daemon > stops'],
  ['- [ ] RG-1 Installs', 'RG-1'],
])('%s is %s', (given, id) => {
  expect(outcomesOf([given])).toEqual([[id, 'updated']]);
});

test('every row that the Markdown has of a gate or a step is an id', () => {
  const rows = walkthroughMarkdown(sampleWalkthrough(), '/w')
    .split('\n')
    .filter((line) => line.startsWith('- [') || line.startsWith('| RG-'));
  expect(rows).toHaveLength(5);
  expect(outcomesOf(rows, { override: 'for the test' })).toEqual(
    ['1.1', '2.1', '2.2', 'RG-1', 'RG-4'].map((id) => [id, 'updated']),
  );
});

test('good, repeated and unknown ids each get their own outcome, and none stops another', () => {
  expect(outcomesOf(['RG-9', 'RG-1', 'RG-1', '9.9', '1.1', '- [ ] nothing of ours'])).toEqual([
    [undefined, 'not_found'],
    ['RG-1', 'updated'],
    ['RG-1', 'already_satisfied'],
    [undefined, 'not_found'],
    ['1.1', 'updated'],
    [undefined, 'not_found'],
  ]);
});

test.each(['RG-4', '2.1', '2.2', 'prune > stays', 'RG-7'])(
  '%s is not signed against its evidence, or without any',
  (id) => {
    expect(outcomesOf([id])).toEqual([[id, 'refused']]);
    const { walkthrough } = sign(sampleWalkthrough(), { ids: [id], by: 'ann' }, now);
    expect(walkthrough.signatures).toEqual([]);
  },
);

test('an override is kept with its reason, and shows in the Markdown and in the gate', () => {
  const { walkthrough } = sign(
    sampleWalkthrough({ artifact }),
    { ids: ['RG-4', 'RG-1'], by: 'ann', override: 'known, harmless' },
    now,
  );
  expect(walkthrough.signatures).toMatchObject([{ id: 'RG-4', override: 'known, harmless' }, { id: 'RG-1' }]);
  expect(walkthrough.signatures[1]).not.toHaveProperty('override');
  expect(walkthroughMarkdown(walkthrough, '/w')).toContain('against its evidence: known, harmless');
  const [first, second] = withOverrides(walkthrough.gates, walkthrough, {
    sha256: artifact.sha256,
    policy: walkthrough.policy.sha256,
  });
  expect([first?.verdict, second?.verdict, second?.override?.reason]).toEqual([
    'passed',
    'overridden',
    'known, harmless',
  ]);
});

test('a signature for other bytes, or under another policy, overrides nothing', () => {
  const gates: Gate[] = [{ id: 'RG-4', title: 'x', verdict: 'failed', evidence: [], findings: [] }];
  const signed = [
    { id: 'RG-4', kind: 'gate' as const, by: 'ann', at: now.toISOString(), override: 'x', sha256: 'a'.repeat(64) },
  ];
  const verdict = (sha256: string, policy = 'c'.repeat(64)) =>
    withOverrides(gates, { policy: { file: 'p', sha256: 'c'.repeat(64) }, signatures: signed }, { sha256, policy })[0]
      ?.verdict;
  expect(verdict('b'.repeat(64))).toBe('failed');
  expect(verdict('a'.repeat(64))).toBe('overridden');
  expect(verdict('a'.repeat(64), 'd'.repeat(64))).toBe('failed');
});

test('who accepted that a gate was without evidence has accepted no failure of it', () => {
  const verdictOf = (verdict: Gate['verdict'], from: Walkthrough) => ({
    ...from,
    gates: from.gates.map((gate) => (gate.id === 'RG-4' ? { ...gate, verdict } : gate)),
  });
  const ask = { ids: ['RG-4'], by: 'ann', override: 'no uv here' };
  const accepted = sign(verdictOf('missing', sampleWalkthrough({ artifact })), ask, now).walkthrough;
  const failed = verdictOf('failed', accepted);
  const judged = { sha256: artifact.sha256, policy: accepted.policy.sha256 };
  const verdicts = (of: Walkthrough) => withOverrides(of.gates, of, judged).find(({ id }) => id === 'RG-4')?.verdict;
  expect([verdicts(accepted), verdicts(failed)]).toEqual(['overridden', 'failed']);
  expect(sign(failed, { ids: ['RG-4'], by: 'ann' }, now).outcomes).toMatchObject([{ outcome: 'refused' }]);
  const again = sign(failed, ask, now).walkthrough;
  // Shown as overridden, signed by another: what was accepted is still the failure.
  const { walkthrough } = sign(verdictOf('overridden', again), { ...ask, by: 'ben' }, now);
  expect([verdicts(again), verdicts(verdictOf('failed', walkthrough))]).toEqual(['overridden', 'overridden']);
});

test('a signature that was given before any bytes were verified overrides no gate', () => {
  const { walkthrough } = sign(sampleWalkthrough(), { ids: ['RG-4'], by: 'ann', override: 'known' }, now);
  expect(
    withOverrides(walkthrough.gates, walkthrough, { sha256: undefined, policy: walkthrough.policy.sha256 })[1]?.verdict,
  ).toBe('failed');
});

test('evidence of other bytes speaks for nothing: what passed is refused, unless somebody overrides it', () => {
  const otherBytes = 'the record is of commit aaaa, here is bbbb';
  const of = (more: { override?: string }) =>
    sign(sampleWalkthrough(), { ids: ['RG-1'], by: 'ann', otherBytes, ...more }, now);
  expect(of({}).outcomes).toMatchObject([{ outcome: 'refused', message: expect.stringContaining(otherBytes) }]);
  expect(of({ override: 'a comment only' }).walkthrough.signatures).toMatchObject([{ override: 'a comment only' }]);
});

test('an override said once needs no second reason, and a gate that failed after it was signed needs one', () => {
  const overridden = sign(sampleWalkthrough(), { ids: ['RG-4'], by: 'ann', override: 'known' }, now).walkthrough;
  expect(sign(overridden, { ids: ['RG-4'], by: 'ann' }, now).outcomes).toMatchObject([
    { outcome: 'already_satisfied', message: expect.stringContaining('known') },
  ]);
  const signed = sign(sampleWalkthrough(), { ids: ['RG-1'], by: 'ann' }, now).walkthrough;
  const failing = { ...signed, gates: signed.gates.map((gate) => ({ ...gate, verdict: 'failed' as const })) };
  expect(sign(failing, { ids: ['RG-1'], by: 'ann' }, now).outcomes).toMatchObject([{ outcome: 'refused' }]);
});

test('a smoke that failed in one cell is not signed because it passed in another', () => {
  const smokes = [
    { name: 'a > b', outcome: 'passed' },
    { name: 'a > b', outcome: 'failed' },
  ];
  expect(sign(sampleWalkthrough({ smokes }), { ids: ['a > b'], by: 'ann' }, now).outcomes).toMatchObject([
    { outcome: 'refused', message: expect.stringContaining('failed') },
  ]);
});

test('a step that is signed against its evidence stands in no way of the whole', () => {
  const { walkthrough } = sign(sampleWalkthrough(), { ids: ['2.1'], by: 'ann', override: 'known' }, now);
  expect(walkthrough.state).toBe('open');
  expect(sign(walkthrough, { ids: ['2.2'], by: 'ann', override: 'known' }, now).walkthrough.state).toBe('passed');
});

test('a signature for other bytes says so in the runbook', () => {
  const { walkthrough } = sign(sampleWalkthrough({ artifact }), { ids: ['RG-1'], by: 'ann' }, now);
  expect(walkthroughMarkdown(walkthrough, '/w')).not.toContain('other bytes');
  const later = { ...walkthrough, artifact: { ...artifact, sha256: 'b'.repeat(64) } };
  expect(walkthroughMarkdown(later, '/w')).toContain(`for other bytes, sha256 ${artifact.sha256}`);
});

test('what is signed is not signed again, and another remark is another word', () => {
  const once = sign(sampleWalkthrough(), { ids: ['RG-1'], by: 'ann' }, now).walkthrough;
  const again = (more: { by?: string; remark?: string }) =>
    sign(once, { ids: ['RG-1'], by: 'ann', ...more }, now).outcomes[0]?.outcome;
  expect(again({})).toBe('already_satisfied');
  expect(again({ remark: 'seen by two' })).toBe('updated');
  expect(again({ by: 'bob' })).toBe('updated');
});

test('foreign text makes no markup in the runbook', () => {
  const sample = sampleWalkthrough({ operator: '<img> | `x` [y](z)' });
  const text = walkthroughMarkdown(sample, '/w');
  expect(text).not.toContain('<img>');
  expect(text).toContain('| operator | &lt;img> \\| \\`x\\` \\[y\\](z) |');
});
