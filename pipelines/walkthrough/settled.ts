/** Which steps of a walkthrough stand in no way, and what the whole comes to. */
import type { Walkthrough, WalkthroughStep } from '../../schemas/types.ts';

type Signed = Pick<Walkthrough, 'signatures' | 'artifact'>;

/** Whether it passed, does not apply, or was signed against its evidence for these bytes. */
export function isSettled({ id, outcome }: WalkthroughStep, walkthrough: Signed): boolean {
  return outcome === 'passed' || outcome === 'not-applicable' || isOverridden(id, walkthrough);
}

/**
 * Whether somebody signed the step `id` against its evidence: for the bytes that the walkthrough is about, or before
 * there were any, for the one commit that it is about.
 */
export function isOverridden(id: string, { signatures, artifact }: Signed): boolean {
  return signatures.some(
    (each) =>
      each.kind === 'step' &&
      each.id === id &&
      each.override !== undefined &&
      (each.sha256 === undefined || each.sha256 === artifact?.sha256),
  );
}

/** What the whole comes to: failed as soon as one step has, open while one is left. */
export function stateOf({ sections, ...signed }: Signed & Pick<Walkthrough, 'sections'>): Walkthrough['state'] {
  const left = sections.flatMap(({ steps }) => steps).filter((step) => !isSettled(step, signed));
  if (left.some(({ outcome }) => outcome === 'failed')) return 'failed';
  return left.length === 0 ? 'passed' : 'open';
}
