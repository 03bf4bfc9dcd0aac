/** What a report says of the smokes of a gate, and of its cells. */
import type { Contract, Report, SmokeResult } from '../../schemas/types.ts';
import { matcherOf } from '../readiness/smoke-evidence.ts';

export function smokesOfGate(report: Report, contract: Contract, gate: string): SmokeResult[] {
  const belongs = matcherOf(contract.gates[gate]?.smokes ?? []);
  return report.smokes.filter(({ name }) => belongs(name));
}

export function cellsOf(_report: Report): { words: string; passed: boolean }[] {
  return [];
}
