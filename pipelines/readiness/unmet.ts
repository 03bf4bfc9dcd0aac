/** What stands in the way of a release, and what it says of the package. */
import type { Finding } from '../../schemas/types.ts';

export interface Unmet {
  finding: Finding;
  /** `wrong`: something is not as it must be; `missing`: nothing is known to be wrong, and evidence is missing */
  kind: 'wrong' | 'missing';
  /**
   * What it takes from the evidence of a run: `all`: the run says nothing of this release; `passes`: what passed in it is
   * no evidence, what failed is; `uv`: the same, for gates that need a real uv; `comparison`: what it was compared with,
   * which the gate of the artifact alone tells; without it the run counts for what it shows.
   */
  voids?: 'all' | 'passes' | 'uv' | 'comparison';
}

export const wrong = (finding: Finding, voids?: Unmet['voids']): Unmet => unmet('wrong', finding, voids);
export const missing = (finding: Finding, voids?: Unmet['voids']): Unmet => unmet('missing', finding, voids);

function unmet(kind: Unmet['kind'], finding: Finding, voids: Unmet['voids']): Unmet {
  return { kind, finding, ...(voids === undefined ? {} : { voids }) };
}
