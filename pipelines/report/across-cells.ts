import type { Finding } from '../../schemas/types.ts';
import { likenessInAnyCell } from '../findings/alike.ts';

/** What was found in some cells, or in the run as a whole, and nothing else tells apart. */
export interface FoundAcross {
  /** as it was first */
  found: Finding;
  /** none: it is the run's */
  cells: string[];
}

/** Each fact once, with the cells that had it; in the order in which they were first found. */
export function acrossCells(findings: readonly Finding[]): FoundAcross[] {
  const known = new Map<string, FoundAcross>();
  return findings.flatMap((found): FoundAcross[] => {
    const { cell } = found.where;
    // What is the run's stands for itself, though a cell may have the same.
    if (cell === undefined) return [{ found, cells: [] }];
    const key = likenessInAnyCell(found);
    const before = known.get(key);
    if (before) {
      if (!before.cells.includes(cell)) before.cells.push(cell);
      return [];
    }
    const fact = { found, cells: [cell] };
    known.set(key, fact);
    return [fact];
  });
}
