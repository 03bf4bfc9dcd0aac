import type { Finding, Gate, ReadinessReport } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import type { ReleaseFacts } from '../release-facts.ts';
import type { BlockerRule } from './blocker.ts';
import { tree } from './tree.ts';

/** The package is not ready by its policy, or what is ready are other bytes than those to be sent. */
export const readiness: BlockerRule = (facts) => {
  const { readiness: assessed } = facts;
  if (assessed.kind === 'impossible') {
    const { reason, remediation } = assessed;
    return [finding('readiness-missing', { expected: 'a verdict on these bytes', found: reason, remedy: remediation })];
  }
  const { report } = assessed;
  const all = [...general(report, facts), ...otherVersion(report, facts)];
  // Without any evidence there is none for a gate either: that is told once.
  const gates = report.gates.filter(
    ({ verdict, findings }) => !(all.length > 0 && verdict === 'missing' && findings.length === 0),
  );
  return [...all, ...otherBytes(report, facts), ...gates.flatMap(notPassed)];
};

/** What concerns no single gate: no verify, one of other bytes, by another policy, too old. */
function general({ findings, verdict, artifact, line, gates }: ReadinessReport, facts: ReleaseFacts): Finding[] {
  const treeIsTold = tree(facts).length > 0;
  const told = findings
    .filter(({ severity, code }) => severity === 'error' && !(treeIsTold && ofTree.includes(code)))
    .map(standing);
  if (told.length > 0) return told;
  const unsaid = artifact === undefined || verdict !== 'ready';
  if (
    !unsaid ||
    findings.some(({ severity }) => severity === 'error') ||
    gates.some((gate) => notPassed(gate).length > 0)
  )
    return [];
  return [
    finding('readiness-missing', {
      expected: verified,
      found: line,
      remedy: 'Run shakedown verify, then shakedown readiness.',
    }),
  ];
}

const verified = 'a passing verify of exactly these bytes';

/** What is said of the working tree is a blocker of its own, where that has seen it too: readiness looks closer. */
const ofTree = ['source-not-committed', 'source-without-revision'];

function standing({ code, message, remediation, args }: Finding): Finding {
  if (code !== 'evidence-of-other-bytes')
    return finding('readiness-missing', { expected: verified, found: message, remedy: remediation });
  const { expected, found } = args;
  const compared = { expected: `a verify of sha256 ${expected}`, found: `one of sha256 ${found}`, remedy: remediation };
  return finding('readiness-other-bytes', compared);
}

/** The registry, the tag and the record are asked by the version of the source: what is sent must have that very one. */
function otherVersion({ package: judged }: ReadinessReport, { name, version }: ReleaseFacts): Finding[] {
  if (judged.version === version) return [];
  const expected = `a verdict on ${name}@${version}, as the source's package.json says`;
  const remedy = 'Set the version in package.json before packing, tag it, and verify again.';
  return [finding('readiness-missing', { expected, found: `one on ${judged.name}@${judged.version}`, remedy })];
}

function otherBytes({ artifact }: ReadinessReport, { bytes }: ReleaseFacts): Finding[] {
  if (artifact === undefined) return [];
  const expected = `sha256 ${artifact.sha256}`;
  if (bytes === undefined) {
    return [
      finding('readiness-other-bytes', {
        expected,
        found: `nothing at ${artifact.file}`,
        remedy: 'Run shakedown verify.',
      }),
    ];
  }
  const { file, digest } = bytes;
  if (digest.sha256 === artifact.sha256) return [];
  const remedy = `Verify these bytes: shakedown verify ${file}`;
  return [finding('readiness-other-bytes', { expected, found: `sha256 ${digest.sha256} in ${file}`, remedy })];
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
