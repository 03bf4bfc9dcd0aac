import { finding } from '../../findings/finding.ts';
import { scopeOf } from '../../registry/route.ts';
import type { BlockerRule } from './blocker.ts';

/** Policy and package.json agree on who may see the package, and it can be so. */
export const access: BlockerRule = ({ access: wanted, manifest, name }) => {
  const own = manifest.publishConfig?.access;
  if (wanted !== null && own != null && own !== wanted) {
    const expected = `${wanted}, as the policy says`;
    return [finding('access-differs', { expected, found: `${own} in publishConfig.access` })];
  }
  if (scopeOf(name) !== undefined || (wanted ?? own) !== 'restricted') return [];
  return [
    finding('access-impossible', {
      expected: 'public: a package without a scope cannot be restricted',
      found: 'restricted',
    }),
  ];
};
