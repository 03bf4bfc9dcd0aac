import type { Finding, Gate, ReadinessReport } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import type { ReleaseFacts } from '../release-facts.ts';
import type { BlockerRule } from './blocker.ts';

/** The package is not ready by its policy, or what is ready are other bytes than those to be sent. */
export const readiness: BlockerRule = (facts) => {
  const { readiness: assessed } = facts;
  if (assessed.kind === 'impossible') {
    const { reason, remediation } = assessed;
    return [finding('readiness-missing', { expected: 'a verdict on these bytes', found: reason, remedy: remediation })];
  }
  const { report } = assessed;
  return [...general(report), ...otherBytes(report, facts), ...report.gates.flatMap(notPassed)];
};

/** What concerns no single gate: no verify, one of other bytes, by another policy, too old. */
function general({ findings, verdict, artifact, line, gates }: ReadinessReport): Finding[] {
  const expected = 'a passing verify of exactly these bytes';
  const told = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ message, remediation }) => finding('readiness-missing', { expected, found: message, remedy: remediation }));
  if (told.length > 0) return told;
  if (artifact === undefined || (verdict !== 'ready' && !gates.some((gate) => notPassed(gate).length > 0))) {
    return [
      finding('readiness-missing', {
        expected,
        found: line,
        remedy: 'Run shakedown verify, then shakedown readiness.',
      }),
    ];
  }
  return [];
}

function otherBytes({ artifact }: ReadinessReport, { bytes }: ReleaseFacts): Finding[] {
  if (artifact === undefined) return [];
  const expected = `sha256 ${artifact.sha256}`;
  if (bytes === undefined) {
    return [finding('readiness-other-bytes', { expected, found: `nothing at ${artifact.file}`, file: artifact.file })];
  }
  const { file, digest } = bytes;
  if (digest.sha256 === artifact.sha256) return [];
  return [finding('readiness-other-bytes', { expected, found: `sha256 ${digest.sha256} in ${file}`, file })];
}

function notPassed({ id, title, verdict, findings, remedy }: Gate): Finding[] {
  if (verdict === 'passed' || verdict === 'not-applicable' || verdict === 'overridden') return [];
  const why = findings[0]?.message;
  return [
    finding('readiness-gate', {
      expected: `${id} ${title}: passed`,
      found: why === undefined ? verdict : `${verdict}: ${why}`,
      remedy: remedy ?? `Run shakedown readiness: it says what would change ${id}.`,
    }),
  ];
}
