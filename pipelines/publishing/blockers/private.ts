import { finding } from '../../findings/finding.ts';
import type { BlockerRule } from './blocker.ts';

/** Anything truthy counts, as it does for npm. */
export const privatePackage: BlockerRule = ({ manifest }) =>
  manifest.private
    ? [finding('package-is-private', { expected: 'nothing, or false', found: JSON.stringify(manifest.private) })]
    : [];
