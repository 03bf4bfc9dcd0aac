import type { Gate, Signature, Walkthrough } from '../../schemas/types.ts';

/** What is judged: a signature for anything else overrides nothing. */
export interface Judged {
  /** of the bytes */
  sha256: string | undefined;
  /** sha256 of the policy */
  policy: string;
}

/** Whether what was overridden is what the evidence says now: who accepted that nothing was seen has accepted no failure. */
export function covers({ against }: Pick<Signature, 'against'>, evidence: string): boolean {
  return against === undefined || evidence !== 'failed' || against === 'failed';
}

/** A gate as somebody's signature against its evidence makes it; without one as it is. */
export function withOverrides(
  gates: readonly Gate[],
  walkthrough: Pick<Walkthrough, 'policy' | 'signatures'> | undefined,
  { sha256, policy }: Judged,
): Gate[] {
  const signatures = walkthrough?.policy.sha256 === policy ? walkthrough.signatures : [];
  return gates.map((gate) => {
    const signed = signatures.find(
      (each) =>
        each.kind === 'gate' &&
        each.id === gate.id &&
        each.override !== undefined &&
        each.sha256 !== undefined &&
        each.sha256 === sha256 &&
        covers(each, gate.verdict),
    );
    if (signed?.override === undefined || gate.verdict === 'passed' || gate.verdict === 'not-applicable') return gate;
    return { ...gate, verdict: 'overridden', override: { by: signed.by, reason: signed.override, at: signed.at } };
  });
}
