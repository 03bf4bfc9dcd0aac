import type { Cell, Finding } from '../../../schemas/types.ts';
import { planCells } from '../../cells/plan-cells.ts';
import { finding } from '../../findings/finding.ts';
import { plural } from '../../report/quantities.ts';
import type { Evidence } from '../evidence.ts';
import { type Answer, type RunGate, type RunGround, together } from '../gate.ts';
import { asFarAsItCounts, provedHandovers, stagesPassed } from '../run-evidence.ts';
import { smokesOf, unverified, voids } from '../smoke-evidence.ts';

/** Each way in: the stages that publish and install, the hand-overs in the project, and every cell of the matrix. */
export const installsGate: RunGate = {
  id: 'RG-1',
  title: 'installs coherently in every required way',
  assess(ground) {
    const { evidence } = ground;
    if (!evidence || voids(evidence, 'all')) return unverified(ground);
    return together(
      stagesPassed(['publish', 'install', 'identity'], evidence, ground),
      provedHandovers(['running CLI'], evidence, ground),
      cellsPassed(evidence, ground),
      ...(ground.contract.gates['RG-1'] ? [smokesOf('RG-1', ground)] : []),
    );
  },
};

/** What is required the policy says and not the run, so that a run cannot leave one out. */
function cellsPassed(evidence: Evidence, { policy, engines, commands }: RunGround): Answer {
  const { runId, report } = evidence;
  const told = (cell: string, found: string): Finding =>
    finding('gate-cell-missing', { run: runId, cell, policy: policy.file, found, next: commands.verify() });
  const required = report.cells.filter((cell) => cell.required);
  const planned = (planCells({}, policy, engines) ?? []).filter((cell) => cell.required);
  const absent = planned.filter(({ id }) => !report.cells.some((cell) => cell.id === id));
  // Asked for in another order on the command line, another cell has all of the smokes.
  const shortened = planned.filter(
    ({ id, smokes }) => smokes === 'all' && report.cells.some((cell) => cell.id === id && cell.smokes === 'short'),
  );
  const failed = required.filter(({ outcome }) => outcome === 'failed');
  const open = required.filter(({ outcome }) => !['failed', 'passed', 'not-applicable'].includes(outcome));
  const said = { text: cellsText(required), runId };
  const findings = [
    ...absent.map(({ id }) => told(id, 'no such cell in it')),
    ...shortened.map(({ id }) => told(id, 'that it ran a few of the smokes there, and not all')),
    ...[...failed, ...open].map((cell) => told(cell.id, outcomeText(cell))),
  ];
  if (failed.length > 0) return { verdict: 'failed', evidence: [said], findings };
  if (findings.length > 0 || required.length === 0) return { verdict: 'missing', evidence: [said], findings };
  return asFarAsItCounts({ verdict: 'passed', evidence: [said], findings }, evidence, commands);
}

function outcomeText({ outcome, reason }: Cell): string {
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

function cellsText(cells: readonly Cell[]): string {
  if (cells.length === 0) return 'no cell is on record';
  const names = cells.map(({ manager, node }) => `${manager.name} ${manager.version} with Node ${node.version}`);
  return cells.length === 1 ? `installed by ${names.join()}` : `${plural(cells.length, 'cell')}: ${names.join(', ')}`;
}
