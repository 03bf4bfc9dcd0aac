/** For tests: a walkthrough of two sections in which one step failed, with the gates of a readiness. */
import type { Walkthrough } from '../../schemas/types.ts';

const step = { why: 'It matters.', command: 'true', expected: 'exit 0', evidence: ['seen'] };

export function sampleWalkthrough(differs: Partial<Walkthrough> = {}): Walkthrough {
  return {
    schemaVersion: 1,
    id: '20261102-100000-k3x9',
    subject: '.',
    policy: { file: 'release-policy.json', sha256: 'a'.repeat(64) },
    package: { name: '@scope/x', version: '1.2.3' },
    operator: 'ann',
    startedAt: '2026-11-02T10:00:00.000Z',
    updatedAt: '2026-11-02T10:00:00.000Z',
    state: 'failed',
    release: { tag: 'v1.2.3', remote: 'origin' },
    revision: 'c'.repeat(40),
    sections: [
      { id: '1', title: 'First', steps: [{ ...step, id: '1.1', title: 'Good', outcome: 'passed' }] },
      {
        id: '2',
        title: 'Second',
        steps: [
          { ...step, id: '2.1', title: 'Bad', outcome: 'failed' },
          { ...step, id: '2.2', title: 'Later', outcome: 'pending', evidence: [] },
        ],
      },
    ],
    gates: [
      { id: 'RG-1', title: 'Installs', verdict: 'passed', evidence: [{ text: 'run 1' }], findings: [] },
      {
        id: 'RG-4',
        title: 'Prune',
        verdict: 'failed',
        evidence: [{ text: 'a | b' }],
        findings: [],
        remedy: 'Mend it.',
      },
    ],
    smokes: [
      { name: 'daemon > stops', outcome: 'passed' },
      { name: 'prune > stays', outcome: 'failed' },
    ],
    signatures: [],
    ...differs,
  };
}
