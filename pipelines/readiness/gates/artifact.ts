import { plural } from '../../report/quantities.ts';
import { comparedAsDemanded } from '../comparison.ts';
import type { Evidence } from '../evidence.ts';
import { type Answer, type RunGate, together } from '../gate.ts';
import { asFarAsItCounts, provedHandovers, stagesPassed } from '../run-evidence.ts';
import { smokesOf, unverified, voids } from '../smoke-evidence.ts';

/** The bytes: who they are at every hand-over, what the inspection found in them, and what they were compared with. */
export const artifactGate: RunGate = {
  id: 'RG-5',
  title: "the artifact's identity and contents",
  assess(ground) {
    const { evidence } = ground;
    if (!evidence || voids(evidence, 'all')) return unverified(ground);
    return together(
      provedHandovers(['local file', 'registry dist.integrity', 'bytes downloaded back'], evidence, ground),
      stagesPassed(['pack', 'inspect'], evidence, ground),
      asFarAsItCounts(inspected(evidence), evidence, ground.commands),
      comparedAsDemanded(evidence, ground),
      ...(ground.contract.gates['RG-5'] ? [smokesOf('RG-5', ground)] : []),
    );
  },
};

/** What its inspection found, with the severities of the policy. */
function inspected({ runId, report, artifact }: Evidence): Answer {
  const found = report.findings.filter(({ where }) => where.stage === 'inspect');
  const errors = found.filter(({ severity }) => severity === 'error');
  const warnings = found.filter(({ severity }) => severity === 'warning');
  const notes = warnings.map(({ code }) => code);
  const counts = `${plural(errors.length, 'error')} and ${plural(warnings.length, 'warning')} of the inspection`;
  const said = { text: `${counts}${notes.length > 0 ? `: ${[...new Set(notes)].join(', ')}` : ''}`, runId };
  const bytes = artifact && { text: `sha256 ${artifact.manifest.sha256}`, runId, file: artifact.file };
  return {
    verdict: errors.length > 0 ? 'failed' : 'passed',
    evidence: [...(bytes ? [bytes] : []), said],
    findings: errors,
  };
}
