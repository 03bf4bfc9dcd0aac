import { finding } from '../../findings/finding.ts';
import type { BlockerRule } from './blocker.ts';

/** Asked of other bytes alone: a version that is there with the same ones is satisfied, and nothing can block it. */
export const versionTaken: BlockerRule = ({ registry, name, version, bytes }) => {
  if (registry.version.kind !== 'found') return [];
  const expected =
    bytes === undefined ? `no ${name}@${version}` : `no ${name}@${version}, or ${bytes.digest.integrity}`;
  return [finding('version-taken', { expected, found: registry.version.value.dist.integrity })];
};
