/** Signs gates, steps and smokes of a walkthrough: each id is resolved by the first way that knows it. */
import type { Signature, SignOutcome, Walkthrough } from '../../schemas/types.ts';

export interface SignRequest {
  ids: readonly string[];
  by: string;
  remark?: string;
  /** why it is signed although its evidence says no */
  override?: string;
}

interface Signable {
  id: string;
  kind: Signature['kind'];
  /** what it rests on says yes */
  good: boolean;
  /** one line */
  evidence: string;
}

/** @returns the walkthrough with the signatures, and what became of each id in the order in which they were given */
export function sign(
  walkthrough: Walkthrough,
  request: SignRequest,
  now: Date,
): { walkthrough: Walkthrough; outcomes: SignOutcome[] } {
  const signables = signablesOf(walkthrough);
  const outcomes: SignOutcome[] = [];
  let signatures = walkthrough.signatures;
  for (const given of request.ids) {
    const found = resolve(given, signables);
    if (!found) {
      outcomes.push({
        given,
        outcome: 'not_found',
        message: `expected a gate (RG-4), a step (3.2), a smoke or a row of the walkthrough, found ${JSON.stringify(given)}`,
      });
      continue;
    }
    const { id, kind, good, evidence } = found;
    const wanted: Signature = {
      id,
      kind,
      by: request.by,
      at: now.toISOString(),
      ...(walkthrough.artifact ? { sha256: walkthrough.artifact.sha256 } : {}),
      ...(request.remark === undefined ? {} : { remark: request.remark }),
      ...(request.override === undefined || good ? {} : { override: request.override }),
    };
    const before = signatures.find((each) => each.id === id);
    if (!good && request.override === undefined) {
      outcomes.push({
        given,
        id,
        kind,
        outcome: 'refused',
        message: `${evidence}: repair it and repeat the step, or sign it with --override REASON`,
      });
    } else if (before && isSame(before, wanted)) {
      outcomes.push({
        given,
        id,
        kind,
        outcome: 'already_satisfied',
        message: `signed by ${before.by} on ${before.at}`,
      });
    } else {
      signatures = [...signatures.filter((each) => each.id !== id), wanted];
      outcomes.push({
        given,
        id,
        kind,
        outcome: 'updated',
        message: good ? evidence : `${evidence}, overridden: ${request.override}`,
      });
    }
  }
  return { walkthrough: { ...walkthrough, signatures, updatedAt: now.toISOString() }, outcomes };
}

/** The same word of the same person about the same bytes; when it was said does not matter. */
function isSame(before: Signature, wanted: Signature): boolean {
  return (
    before.by === wanted.by &&
    before.sha256 === wanted.sha256 &&
    before.remark === wanted.remark &&
    before.override === wanted.override
  );
}

/** A gate, a step, a smoke; then a checkbox row, then a table row of the walkthrough's Markdown. */
function resolve(given: string, signables: readonly Signable[]): Signable | undefined {
  const text = given.trim();
  const named = (kind: Signature['kind'], id: string) => signables.find((each) => each.kind === kind && each.id === id);
  const [, checkbox] = /^[-*] \[[ xX]\] \*{0,2}([^*]+?)\*{0,2}(?:[ :]|$)/.exec(text) ?? [];
  const [, row] = /^\|\s*(RG-[1-8])\b/.exec(text) ?? [];
  return (
    named('gate', text.toUpperCase()) ??
    named('step', text) ??
    named('smoke', text) ??
    (checkbox === undefined ? undefined : (named('step', checkbox) ?? smokeOfRow(text, signables))) ??
    (row === undefined ? undefined : named('gate', row))
  );
}

/** `- [x] daemon > stops: signed by ...`, as the Markdown has signed smokes. */
function smokeOfRow(row: string, signables: readonly Signable[]): Signable | undefined {
  const text = row.replace(/^[-*] \[[ xX]\] /, '').replaceAll('\\', '');
  return signables.find(({ kind, id }) => kind === 'smoke' && (text === id || text.startsWith(`${id}:`)));
}

function signablesOf({ gates, sections, smokes = [] }: Walkthrough): Signable[] {
  return [
    ...gateIds.map((id): Signable => {
      const gate = gates.find((each) => each.id === id);
      const good = gate?.verdict === 'passed' || gate?.verdict === 'not-applicable';
      return { id, kind: 'gate', good, evidence: gate ? `${id} ${gate.verdict}` : `${id} has no evidence yet` };
    }),
    ...sections
      .flatMap(({ steps }) => steps)
      .map(
        ({ id, outcome }): Signable => ({
          id,
          kind: 'step',
          good: outcome === 'passed' || outcome === 'not-applicable',
          evidence: `step ${id} ${outcome}`,
        }),
      ),
    ...smokes.map(
      ({ name, outcome }): Signable => ({
        id: name,
        kind: 'smoke',
        good: outcome === 'passed' || outcome === 'not-applicable',
        evidence: `smoke ${name} ${outcome}`,
      }),
    ),
  ];
}

const gateIds = Array.from({ length: 8 }, (_, index) => `RG-${index + 1}`);
