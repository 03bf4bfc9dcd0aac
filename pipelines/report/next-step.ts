import type { Report } from '../../schemas/types.ts';
import { acrossCells } from './across-cells.ts';
import { rerunCommand, sameRunCommand } from './rerun-command.ts';

/**
 * What the reader of a verdict that is no pass does next, one line: `Next: ...`, or `Next (1 of 3 findings): ...`. What is
 * in the way first, then what was found, then what failed. Nothing after a pass, nor after a fault of ours.
 */
export function nextStep(report: Report): string | undefined {
  const { verdict, preflight, findings, smokes } = report;
  const blockers = preflight?.blockers ?? [];
  const errors = acrossCells(findings.filter(({ severity }) => severity === 'error'));
  const bad = smokes.filter(({ required, outcome }) => required && (outcome === 'failed' || outcome === 'flaky'));
  const again = sameRunCommand(report);
  switch (verdict?.state) {
    case 'failed': {
      if (errors[0]) return nextLine(errors[0].found.remediation, errors.length, 'findings');
      // The same smoke in another cell is no other one.
      const names = new Set(bad.map(({ name }) => name)).size;
      return bad[0] && nextLine(`Mend it, then: ${rerunCommand(report, bad[0])}`, names, 'smokes');
    }
    case 'incomplete':
      if (blockers[0]) return nextLine(blockers[0].remediation, blockers.length, 'blockers');
      return nextLine(`Provide what was missing, then ${again === undefined ? 'verify again.' : `again: ${again}`}`);
    case 'interrupted':
      return again && nextLine(again);
    default:
      return undefined;
  }
}

/** @param of of how many `things` this is the first */
export function nextLine(words: string, of = 1, things = ''): string {
  return of > 1 ? `Next (1 of ${of} ${things}): ${words}` : `Next: ${words}`;
}
