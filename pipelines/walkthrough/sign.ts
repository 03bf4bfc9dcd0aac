/** Signs gates, steps and smokes of a walkthrough. */
import type { Signature, SignOutcome, Walkthrough } from '../../schemas/types.ts';
import { covers } from './overrides.ts';
import { stateOf } from './settled.ts';
import { resolveId, type Signable, signablesOf } from './signables.ts';

export interface SignRequest {
  ids: readonly string[];
  by: string;
  remark?: string;
  /** why it is signed although its evidence says no */
  override?: string;
  /** why the evidence is not of what is here now, one line: then it speaks for nothing */
  otherBytes?: string;
}

/** @returns the walkthrough with the signatures, and what became of each id in the order in which they were given */
export function sign(
  given: Walkthrough,
  request: SignRequest,
  now: Date,
): { walkthrough: Walkthrough; outcomes: SignOutcome[] } {
  const signables = signablesOf(given);
  const outcomes: SignOutcome[] = [];
  let { signatures } = given;
  for (const id of request.ids) {
    const found = resolveId(id, signables);
    const { outcome, signature } = found
      ? signOne(found, signatures, request, signatureOf(found, given, request, now))
      : { outcome: notFound(id) };
    outcomes.push({ given: id, ...outcome });
    if (signature) signatures = [...signatures.filter((each) => !isOf(each, signature)), signature];
  }
  const signed = { ...given, signatures, updatedAt: now.toISOString() };
  return { walkthrough: { ...signed, state: stateOf(signed) }, outcomes };
}

type Outcome = Omit<SignOutcome, 'given'>;

function notFound(id: string): Outcome {
  const message = `expected a gate (RG-4), a step (3.2), a smoke's name or a row of walkthrough.md, found ${JSON.stringify(id)}`;
  return { outcome: 'not_found', message };
}

/** The signature as it would be, if its evidence lets it. */
function signatureOf(
  { id, kind, good, evidence }: Signable,
  { artifact, signatures }: Walkthrough,
  { by, remark, override, otherBytes }: SignRequest,
  now: Date,
): Signature {
  const against = override !== undefined && (!good || otherBytes !== undefined);
  // What somebody has overridden before says no more what it was.
  const said =
    evidence === 'overridden' ? signatures.find((each) => each.kind === kind && each.id === id)?.against : evidence;
  return {
    id,
    kind,
    by,
    at: now.toISOString(),
    ...(artifact ? { sha256: artifact.sha256 } : {}),
    ...(remark === undefined ? {} : { remark }),
    ...(against ? { override } : {}),
    ...(against && said !== undefined ? { against: said } : {}),
  };
}

function signOne(
  { id, kind, good, evidence }: Signable,
  signatures: readonly Signature[],
  { override, otherBytes }: SignRequest,
  wanted: Signature,
): { outcome: Outcome; signature?: Signature } {
  const says = otherBytes === undefined ? evidence : `${evidence}, but ${otherBytes}`;
  const against = !good || otherBytes !== undefined;
  const before = signatures.find((each) => isOf(each, wanted));
  if (before && isSame(before, wanted) && (!against || (before.override !== undefined && covers(before, evidence)))) {
    const message = `signed by ${before.by} on ${before.at}${before.override === undefined ? '' : `, against its evidence: ${before.override}`}`;
    return { outcome: { id, kind, outcome: 'already_satisfied', message } };
  }
  if (against && override === undefined) {
    const message = `${says}: mend it and repeat the step, or sign it with --override REASON`;
    return { outcome: { id, kind, outcome: 'refused', message } };
  }
  const message = against ? `${says}; signed against it: ${override}` : says;
  return { outcome: { id, kind, outcome: 'updated', message }, signature: wanted };
}

function isOf(a: Signature, b: Signature): boolean {
  return a.kind === b.kind && a.id === b.id;
}

/** Whether the same person has said as much about the same bytes; when it was said does not matter. */
function isSame(before: Signature, wanted: Signature): boolean {
  return (
    before.by === wanted.by &&
    before.sha256 === wanted.sha256 &&
    (wanted.remark === undefined || before.remark === wanted.remark) &&
    (wanted.override === undefined || before.override === wanted.override)
  );
}
