/** What a report says of the smokes of a gate, and of its cells. */
import type { Contract, Report, SmokeResult } from '../../schemas/types.ts';
import { matcherOf } from '../readiness/smoke-evidence.ts';

export function smokesOfGate(report: Report, contract: Contract, gate: string): SmokeResult[] {
  const belongs = matcherOf(contract.gates[gate]?.smokes ?? []);
  return report.smokes.filter(({ name }) => belongs(name));
}

/** One line a cell, and whether it stands in the way. */
export function cellsOf({ cells }: Report): { id: string; words: string; passed: boolean }[] {
  return cells.map(({ id, outcome, required, reason }) => ({
    id,
    words: `${outcome}: ${id}${required ? '' : ' (advisory)'}${reason === undefined ? '' : `: ${reason}`}`,
    passed: !required || outcome === 'passed' || outcome === 'not-applicable',
  }));
}
