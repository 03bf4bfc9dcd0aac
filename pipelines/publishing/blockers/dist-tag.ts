import { lt, prerelease, valid, validRange } from 'semver';
import type { Finding } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import { tagFindings } from '../../published/registry-says.ts';
import type { ReleaseFacts } from '../release-facts.ts';
import type { BlockerRule } from './blocker.ts';

/** A prerelease has a tag of its own, `latest` is not lowered, and the tag is one that npm takes and the policy means. */
export const distTag: BlockerRule = (facts) => [
  ...unusable(facts),
  ...forPrerelease(facts),
  ...lowered(facts),
  ...differing(facts),
];

/** @see https://docs.npmjs.com/cli/commands/npm-dist-tag: a tag that is a range could not be told from one. */
function unusable({ tag }: ReleaseFacts): Finding[] {
  if (validRange(tag) === null && /^[^\s/@]+$/.test(tag)) return [];
  return [finding('dist-tag-unusable', { expected: 'a tag that is a word and no version or range', found: tag })];
}

function forPrerelease({ tag, version }: ReleaseFacts): Finding[] {
  if (tag !== 'latest' || prerelease(version) === null) return [];
  return [
    finding('dist-tag-for-prerelease', {
      expected: `a tag other than latest for the prerelease ${version}`,
      found: tag,
    }),
  ];
}

function lowered({ tag, version, registry }: ReleaseFacts): Finding[] {
  if (tag !== 'latest' || registry.package.kind !== 'found') return [];
  const { latest } = registry.package.value['dist-tags'];
  if (latest === undefined || valid(latest) === null || !lt(version, latest)) return [];
  return [finding('dist-tag-lowers-latest', { expected: `${latest} or higher`, found: version })];
}

function differing({ tag, manifest }: ReleaseFacts): Finding[] {
  const own = manifest.publishConfig?.tag;
  if (own === undefined || own === tag) return [];
  return [
    finding('dist-tag-not-policy', { expected: `${tag}, as the policy says`, found: `${own} in publishConfig.tag` }),
  ];
}

/**
 * Of a version that is there already: its tag names it or a later one. Who has sent it under another tag, or in a race
 * with an older line, has not done what the policy says.
 */
export const distTagThere: BlockerRule = ({ intent, tag, registry }) =>
  intent === 'stage' || registry.package.kind !== 'found' || registry.version.kind !== 'found'
    ? []
    : tagFindings(registry.package, registry.version.value, tag);
