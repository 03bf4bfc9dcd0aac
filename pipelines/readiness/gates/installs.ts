import type { Cell, Finding } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import { plural } from '../../report/quantities.ts';
import { wantedCells } from '../cells.ts';
import type { Evidence } from '../evidence.ts';
import { type Answer, type RunGate, type RunGround, together } from '../gate.ts';
import { provedHandovers, stagesPassed } from '../run-evidence.ts';
import { remedyOf, smokesOf, unverified, voids } from '../smoke-evidence.ts';

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

function cellsPassed(evidence: Evidence, { policy, commands }: RunGround): Answer {
  const { runId, report } = evidence;
  const { cells } = report;
  const told = (cell: string, found: string): Finding =>
    finding('gate-cell-missing', { run: runId, cell, policy: policy.file, found, next: commands.verify() });
  const wanted = wantedCells(policy.policy.matrix ?? {}, cells);
  const absent = wanted.filter(({ found }) => found.length === 0).map(({ text }) => told(text, 'no such cell in it'));
  const needed = cells.filter(({ required }) => required);
  const failed = needed.filter(({ outcome }) => outcome === 'failed');
  const open = needed.filter(({ outcome }) => !['failed', 'passed', 'not-applicable'].includes(outcome));
  const said = { text: cellsText(needed), runId };
  const findings = [...absent, ...[...failed, ...open].map((cell) => told(cell.id, outcomeText(cell)))];
  if (failed.length > 0) return { verdict: 'failed', evidence: [said], findings };
  if (findings.length > 0 || needed.length === 0) return { verdict: 'missing', evidence: [said], findings };
  if (!voids(evidence, 'passes')) return { verdict: 'passed', evidence: [said], findings };
  return { verdict: 'missing', evidence: [said], findings, remedy: remedyOf(evidence, commands.verify()) };
}

function outcomeText({ outcome, reason }: Cell): string {
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

function cellsText(cells: readonly Cell[]): string {
  if (cells.length === 0) return 'no cell is on record';
  const names = cells.map(({ manager, node }) => `${manager.name} ${manager.version} with Node ${node.version}`);
  return cells.length === 1 ? `installed by ${names.join()}` : `${plural(cells.length, 'cell')}: ${names.join(', ')}`;
}
