import type { CoherenceReport, NegativeControl } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import { plural } from '../../report/quantities.ts';
import { type CoherenceRequest, checkCoherence } from '../../versions/check-coherence.ts';
import { negativeControl } from '../../versions/negative-control.ts';
import { type Answer, type GateDefinition, type GateGround, together } from '../gate.ts';
import { voids } from '../smoke-evidence.ts';

/** What the source, the bytes and the CLI say of the version; what the registry says, `shakedown publish` asks. */
export const versionsGate: GateDefinition = {
  id: 'RG-7',
  title: 'versions agree, and a disagreement is noticed',
  async assess(ground) {
    const { subject, policy, release, io } = ground;
    const source = {
      subject,
      policy,
      ...(release ? { tarball: { file: release.file, integrity: release.manifest.integrity } } : {}),
    };
    const [coherence, control] = await Promise.all([
      checkCoherence({ ...source, command: whoSays(ground), registry: 'left-out' }, io),
      negativeControl(source, io),
    ]);
    return together(agreement(coherence), controlled(control));
  },
};

/** The installed command was asked by the run; the source's own is no witness for what is published. */
function whoSays({ evidence }: GateGround): CoherenceRequest['command'] {
  const asked = evidence?.report.handovers.find(({ at }) => at === 'running CLI');
  if (!evidence || voids(evidence, 'all')) return { from: 'nobody', why: 'no run has asked it' };
  if (!asked) return { from: 'nobody', why: `run ${evidence.runId} did not ask it` };
  return { from: 'run', runId: evidence.runId, says: asked.found };
}

function agreement({ verdict, places, findings, line }: CoherenceReport): Answer {
  const agreeing = places.filter(({ state }) => state === 'agrees').map(({ where }) => where);
  const text = verdict === 'passed' ? `${plural(agreeing.length, 'place')} agree: ${agreeing.join(', ')}` : line;
  return { verdict: verdict === 'incomplete' ? 'missing' : verdict, evidence: [{ text }], findings };
}

function controlled({ verdict, trials, findings }: NegativeControl): Answer {
  const noticed = trials.filter((trial) => trial.noticed);
  const text = `negative control: ${noticed.length} of ${plural(trials.length, 'changed place')} noticed`;
  if (verdict === 'holds') return { verdict: 'passed', evidence: [{ text }], findings };
  const told = findings.length > 0 ? findings : [finding('gate-control-failed', { reason: text })];
  return { verdict, evidence: [{ text }], findings: told };
}
