import { finding } from '../../findings/finding.ts';
import { alreadyPublished } from '../release-facts.ts';
import type { BlockerRule } from './blocker.ts';

/** A version that is there with the same bytes is no blocker: it is satisfied. */
export const versionTaken: BlockerRule = (facts) => {
  const { registry, name, version, bytes } = facts;
  if (registry.version.kind !== 'found' || alreadyPublished(facts)) return [];
  const expected =
    bytes === undefined ? `no ${name}@${version}` : `no ${name}@${version}, or ${bytes.digest.integrity}`;
  return [finding('version-taken', { expected, found: registry.version.value.dist.integrity })];
};
