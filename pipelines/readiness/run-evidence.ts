/** What the stages and hand-overs of a run say. */
import type { Handover, StageName } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { plural } from '../report/quantities.ts';
import type { Evidence } from './evidence.ts';
import type { Answer, RunGround } from './gate.ts';
import type { NextCommands } from './next-commands.ts';
import { remedyOf, voids } from './smoke-evidence.ts';

/** That these stages have passed, in every required cell that they were in. */
export function stagesPassed(names: readonly StageName[], evidence: Evidence, ground: RunGround): Answer {
  const { runId, report } = evidence;
  const { commands } = ground;
  const told = (stage: StageName, found: string) =>
    finding('gate-stage-not-passed', { run: runId, stage, found, next: commands.verify() });
  const advisory = report.cells.filter(({ required }) => !required).map(({ id }) => id);
  const of = (name: StageName) =>
    report.stages.filter(({ stage, cell }) => stage === name && !advisory.includes(cell ?? ''));
  const failed = names.flatMap((name) => of(name).filter(({ outcome }) => outcome === 'failed'));
  const open = names.filter((name) => !of(name).some(({ outcome }) => outcome === 'passed'));
  const said = [{ text: `${names.join(', ')}: ${words(failed.length, open.length)}`, runId }];
  if (failed.length > 0) {
    const findings = failed.map(({ stage, detail = 'failed' }) => told(stage, detail));
    return { verdict: 'failed', evidence: said, findings };
  }
  if (open.length > 0) {
    const findings = open.map((name) => told(name, of(name)[0]?.outcome ?? 'that it did not run'));
    return { verdict: 'missing', evidence: said, findings };
  }
  return asFarAsItCounts({ verdict: 'passed', evidence: said, findings: [] }, evidence, ground.commands);
}

/** That these hand-overs were proved, and that none of all found other bytes. */
export function provedHandovers(names: readonly Handover['at'][], evidence: Evidence, ground: RunGround): Answer {
  const { runId, report } = evidence;
  const next = ground.commands.verify();
  const required = report.cells.filter((cell) => cell.required);
  const ofCells = required.flatMap((cell) => cell.handovers ?? []);
  // A run that ended before its cells were known has those of the run.
  const handovers = ofCells.length > 0 ? ofCells : report.handovers;
  const differing = handovers.filter(({ same }) => !same);
  const absent = names.filter((name) => !handovers.some(({ at }) => at === name));
  const places = [...new Set(handovers.map(({ at }) => at))];
  const said = [{ text: `the same bytes at ${places.join(', ') || 'no hand-over'}`, runId }];
  if (differing.length > 0) {
    const findings = differing.map(({ at, expected, found }) =>
      finding('gate-handover-differs', { run: runId, at, expected, found, next }),
    );
    const text = `other bytes at ${plural(differing.length, 'hand-over')}`;
    return { verdict: 'failed', evidence: [{ text, runId }], findings };
  }
  if (absent.length > 0) {
    const found = places.join(', ') || 'none';
    const findings = [finding('gate-handover-missing', { run: runId, expected: absent.join(', '), found, next })];
    return { verdict: 'missing', evidence: said, findings };
  }
  return asFarAsItCounts({ verdict: 'passed', evidence: said, findings: [] }, evidence, ground.commands);
}

/** A pass in a run whose passes are no evidence is none. */
export function asFarAsItCounts(answer: Answer, evidence: Evidence, commands: NextCommands): Answer {
  if (answer.verdict !== 'passed' || !voids(evidence, 'passes')) return answer;
  return { ...answer, verdict: 'missing', remedy: remedyOf(evidence, commands.verify()) };
}

function words(failed: number, open: number): string {
  if (failed > 0) return 'failed';
  return open > 0 ? 'not all of them ran' : 'passed';
}
