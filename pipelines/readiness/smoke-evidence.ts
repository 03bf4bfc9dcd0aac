/** What the smokes of a run say of a gate; which smokes are a gate's, the contract says. */
import type { Finding, SmokeResult } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { plural } from '../report/quantities.ts';
import type { Evidence } from './evidence.ts';
import type { Answer, RunGround } from './gate.ts';

/** The part of gate `id` that is its smokes; it does not apply to a package whose contract names none for it. */
export function smokesOf(id: string, ground: RunGround): Answer {
  const { contract, evidence, commands } = ground;
  const asked = contract.gates[id];
  if (!asked) return notApplicable(`${contract.name} has no smoke for this gate`);
  if (!evidence || voids(evidence, 'all')) return unverified(ground);
  const { runId, report } = evidence;
  const matches = matcherOf(asked.smokes);
  const smokes = report.smokes.filter(({ name }) => matches(name));
  const required = smokes.filter((smoke) => smoke.required);
  // Without a required one the advisory ones are all that there is.
  const judged = required.length > 0 ? required : smokes;
  const said = summaryOf(smokes, evidence);
  const failed = required.filter(({ outcome }) => outcome === 'failed' || outcome === 'flaky');
  if (failed.length > 0) {
    return { verdict: 'failed', evidence: [said], findings: failed.map((smoke) => failure(smoke, evidence, ground)) };
  }
  const skipped = required.filter(({ outcome }) => outcome === 'skipped');
  if (skipped.length > 0) return { verdict: 'missing', evidence: [said], findings: skipped.map(skip(ground)) };
  if (judged.length > 0 && judged.every(({ outcome }) => outcome === 'not-applicable')) {
    return notApplicable(judged[0]?.reason ?? 'no smoke of this gate applies');
  }
  const weak = voids(evidence, 'passes') || (voids(evidence, 'uv') && (asked.needs?.includes('uv') ?? false));
  if (weak)
    return { verdict: 'missing', evidence: [said], findings: [], remedy: remedyOf(evidence, commands.verify()) };
  const applicable = judged.filter(({ outcome }) => outcome !== 'not-applicable');
  if (!finished(evidence) || !applicable.every(({ outcome }) => outcome === 'passed') || applicable.length === 0) {
    const args = { run: runId, smokes: asked.smokes.join(', '), next: commands.verify() };
    return { verdict: 'missing', evidence: [said], findings: [finding('gate-without-smokes', args)] };
  }
  return { verdict: 'passed', evidence: [said], findings: [] };
}

/** A gate that rests on a run when there is none that counts: why is told once for all gates. */
export function unverified({ evidence, commands }: RunGround): Answer {
  const text = evidence ? `run ${evidence.runId} is no evidence for these bytes` : 'no run has verified this package';
  return {
    verdict: 'missing',
    evidence: [{ text, ...(evidence ? { runId: evidence.runId } : {}) }],
    findings: [],
    remedy: evidence ? remedyOf(evidence, commands.verify()) : commands.verify(),
  };
}

function notApplicable(reason: string): Answer {
  return { verdict: 'not-applicable', evidence: [{ text: reason }], findings: [] };
}

/** Whether a condition takes that from the run: see Unmet. */
export function voids({ unmet }: Evidence, what: 'all' | 'passes' | 'uv'): boolean {
  return unmet.some((each) => each.voids === what);
}

/** A test for names by patterns in which * stands for any text. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const tests = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's');
  });
  return (name) => tests.some((each) => each.test(name));
}

/** All smokes that were planned came to an end. */
function finished({ report }: Evidence): boolean {
  return report.counts.planned > 0 && report.smokes.length >= report.counts.planned;
}

function summaryOf(smokes: readonly SmokeResult[], { runId, dir }: Evidence): Answer['evidence'][number] {
  const ran = smokes.filter(({ outcome }) => outcome !== 'not-applicable');
  const passed = ran.filter(({ outcome }) => outcome === 'passed');
  const advisory = ran.filter(({ required }) => !required);
  const failed = advisory.filter(({ outcome }) => outcome === 'failed' || outcome === 'flaky').length;
  const notes = failed > 0 ? `, ${plural(failed, 'advisory smoke')} failed` : '';
  return {
    text: `${passed.length} of ${plural(ran.length, 'smoke')} passed${notes}`,
    runId,
    smokes: ran.map(({ name, cell }) => (cell === undefined ? name : `${name} (${cell})`)),
    file: dir,
  };
}

function failure({ name, outcome }: SmokeResult, { runId }: Evidence, { commands }: RunGround): Finding {
  const args = { run: runId, outcome, logs: `shakedown logs --run ${runId}`, next: commands.verify('--only', name) };
  return finding('gate-smoke-failed', args, { smoke: name });
}

function skip({ commands }: RunGround): (smoke: SmokeResult) => Finding {
  return ({ name, reason = 'no reason given' }) =>
    finding('gate-smoke-skipped', { reason, next: commands.verify() }, { smoke: name });
}

/** The next step of the condition that stands in the way. */
export function remedyOf({ unmet }: Evidence, otherwise: string): string {
  return unmet.find(({ voids: what }) => what !== undefined && what !== 'comparison')?.finding.remediation ?? otherwise;
}
