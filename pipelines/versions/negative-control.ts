/** Whether the comparison of versions can fail: one place at a time is changed on purpose, in a scratch copy. */
import type { NegativeControl } from '../../schemas/types.ts';
import type { CoherenceRequest, VersionsIo } from './check-coherence.ts';

/**
 * Copies what git tracks of the source, and the files that state the version, into a temporary directory, which is gone
 * afterwards; there changes each place in turn, and compares. A change that is not noticed, with both places and both
 * values, is a finding. The registry is not asked.
 * @throws Interrupted
 */
export async function negativeControl(
  request: Pick<CoherenceRequest, 'subject' | 'policy'>,
  _io: VersionsIo,
): Promise<NegativeControl> {
  throw new Error(`the negative control of ${request.subject.spec} cannot be run yet`);
}
