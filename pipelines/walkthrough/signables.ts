/** What of a walkthrough can be signed, and which of it an id means. */
import type { Signature, Walkthrough } from '../../schemas/types.ts';

export interface Signable {
  id: string;
  kind: Signature['kind'];
  /** what it rests on says yes */
  good: boolean;
  /** one line */
  evidence: string;
}

/** All gates, steps and smokes; a smoke of several cells once. */
export function signablesOf({ gates, sections, smokes = [] }: Walkthrough): Signable[] {
  const steps = sections.flatMap((section) => section.steps);
  return [
    ...gateIds.map((id): Signable => {
      const verdict = gates.find((each) => each.id === id)?.verdict;
      return {
        id,
        kind: 'gate',
        good: isGood(verdict),
        evidence: verdict ?? 'without evidence yet',
      };
    }),
    ...steps.map(({ id, outcome }): Signable => {
      const evidence = outcome === 'pending' ? 'not done yet' : outcome;
      return { id, kind: 'step', good: isGood(outcome), evidence };
    }),
    ...[...Map.groupBy(smokes, ({ name }) => name)].map(([name, cells]): Signable => {
      const { outcome = '' } = cells.find((cell) => !isGood(cell.outcome)) ?? cells[0] ?? {};
      return { id: name, kind: 'smoke', good: isGood(outcome), evidence: outcome };
    }),
  ];
}

function isGood(outcome: string | undefined): boolean {
  return outcome === 'passed' || outcome === 'not-applicable';
}

const gateIds = Array.from({ length: 8 }, (_, index) => `RG-${index + 1}`);

/**
 * By the first way that knows it: a gate, a step, a smoke, a row with a checkbox, a row of a table, as the walkthrough's
 * Markdown has them.
 */
export function resolveId(given: string, signables: readonly Signable[]): Signable | undefined {
  const text = given.trim();
  const named = (kind: Signature['kind'], id: string) => signables.find((each) => each.kind === kind && each.id === id);
  const checkbox = /^[-*] \[[ xX]\] (.+)$/s.exec(text)?.[1];
  const row = /^\|\s*(.+)$/s.exec(text)?.[1];
  return (
    named('gate', text.toUpperCase()) ??
    named('step', text) ??
    named('smoke', text) ??
    (checkbox === undefined ? undefined : atTheStart(checkbox, signables)) ??
    (row === undefined ? undefined : atTheStart(row, signables))
  );
}

/** What the text of a row begins with: `**3.2** Title: PASS`, `RG-4 Title | passed`, `daemon > stops: signed by ...`. */
function atTheStart(row: string, signables: readonly Signable[]): Signable | undefined {
  const text = unmarked(row);
  const found = signables.filter(
    ({ id, kind }) =>
      text.startsWith(id) && (kind === 'smoke' ? /^(:|\s*\||$)/ : /^[\s:|]|^$/).test(text.slice(id.length)),
  );
  // A smoke's name may begin with another's.
  return found.toSorted((a, b) => b.id.length - a.id.length)[0];
}

/** The text that Markdown shows. */
function unmarked(markdown: string): string {
  return markdown
    .replace(/^\*\*([^*]+)\*\*/, '$1')
    .replace(/\\([\\`*[\]|])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}
