import type { Gate, Signature } from '../../schemas/types.ts';

/**
 * A gate as somebody's signature against its evidence makes it; without one as it is.
 * @param sha256 of the bytes that are judged; a signature for others, or for none, overrides nothing
 */
export function withOverrides(
  gates: readonly Gate[],
  signatures: readonly Signature[],
  sha256: string | undefined,
): Gate[] {
  return gates.map((gate) => {
    const signed = signatures.find(
      (each) =>
        each.kind === 'gate' &&
        each.id === gate.id &&
        each.override !== undefined &&
        each.sha256 !== undefined &&
        each.sha256 === sha256,
    );
    if (signed?.override === undefined || gate.verdict === 'passed' || gate.verdict === 'not-applicable') return gate;
    return { ...gate, verdict: 'overridden', override: { by: signed.by, reason: signed.override, at: signed.at } };
  });
}
