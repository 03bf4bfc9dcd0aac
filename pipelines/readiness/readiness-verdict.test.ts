import { expect, test } from 'vitest';
import type { Gate } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { judgeReadiness } from './readiness-verdict.ts';
import { missing, type Unmet, wrong } from './unmet.ts';

const gates = (...verdicts: Gate['verdict'][]): Gate[] =>
  verdicts.map((verdict, at) => ({ id: `RG-${at + 1}`, title: 't', verdict, evidence: [], findings: [] }));
const found = finding('evidence-partial', { run: 'r', found: 'x', next: 'y' });
const allowed = { allowed: true, reason: 'x' };

function judged(verdicts: Gate['verdict'][], unmet: Unmet[] = [], publish = allowed) {
  const { verdict, exitCode, line } = judgeReadiness({
    package: { name: 'a', version: '1.0.0' },
    gates: gates(...verdicts),
    unmet,
    publish,
    runId: 'r1',
  });
  return [verdict, exitCode, line];
}

test('ready only when every gate has passed, does not apply or was overridden, and nothing is in the way', () => {
  expect(judged(['passed', 'not-applicable'])).toEqual([
    'ready',
    0,
    'READY  a 1.0.0 may be published: 1 gate passed, 1 not applicable, verified by run r1',
  ]);
  expect(judged(['passed', 'overridden'])).toEqual([
    'ready',
    0,
    'READY  a 1.0.0 may be published: 1 gate passed, 1 OVERRIDDEN, verified by run r1',
  ]);
});

test('ready without leave to publish says so', () => {
  expect(judged(['passed'], [], { allowed: false, reason: 'x' })[2]).toMatch(
    /^READY {2}a 1\.0\.0, and it is not to be/,
  );
});

test('incomplete when evidence is missing and nothing is known to be wrong', () => {
  expect(judged(['passed', 'missing', 'missing'])).toEqual([
    'incomplete',
    4,
    'INCOMPLETE  a 1.0.0: RG-2, RG-3 without evidence',
  ]);
  expect(judged(['passed'], [missing(found)]).slice(0, 2)).toEqual(['incomplete', 4]);
});

test('not ready when something is wrong, whatever is missing besides', () => {
  expect(judged(['failed', 'missing'], [missing(found)])).toEqual([
    'not-ready',
    1,
    'NOT READY  a 1.0.0: RG-1 failed; evidence-partial; RG-2 without evidence',
  ]);
  expect(judged(['passed'], [wrong(found)]).slice(0, 2)).toEqual(['not-ready', 1]);
});
