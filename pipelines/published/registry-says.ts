/** What the registry says of a release besides its bytes: dist-tags, deprecation, signatures, provenance; what of it is wrong. */
import { compare, gt, prerelease, valid } from 'semver';
import type { Attested, Finding, PublishedPackage, PublishedVersion } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { type Answer, deprecationOf } from '../publishing/registry-reader.ts';

/** @param tag where the policy publishes to; a newer release that has it by now is as it should be */
export function tagFindings(
  answer: Answer<PublishedPackage>,
  { name, version }: PublishedVersion,
  tag: string,
): Finding[] {
  if (answer.kind !== 'found') {
    const reason = 'reason' in answer ? answer.reason : 'the registry shows the version, and not yet the package';
    return [finding('published-not-checked', { what: 'dist-tags', reason })];
  }
  const found = answer.value['dist-tags'][tag];
  const release = `${name}@${version}`;
  if (found === version || (found !== undefined && valid(found) !== null && gt(found, version)))
    return tag === 'latest' ? [] : latestFindings(answer.value, release, version);
  return [finding('published-tag-elsewhere', { tag, expected: version, found: found ?? 'no such tag', release })];
}

/** Who asks for no version gets a prerelease; where there is no other release yet, npm gives it the tag by itself. */
function latestFindings({ 'dist-tags': { latest }, versions }: PublishedPackage, release: string, version: string) {
  const all =
    typeof versions === 'string' ? [versions] : Array.isArray(versions) ? versions : Object.keys(versions ?? {});
  const stable = all
    .filter((each) => valid(each) !== null && prerelease(each) === null)
    .toSorted(compare)
    .at(-1);
  if (latest !== version || prerelease(version) === null || stable === undefined) return [];
  return [
    finding('published-latest-is-prerelease', {
      expected: stable,
      found: version,
      name: release.slice(0, -version.length - 1),
    }),
  ];
}

export function deprecationFindings(document: PublishedVersion): Finding[] {
  const reason = deprecationOf(document);
  return reason === undefined
    ? []
    : [finding('published-deprecated', { release: `${document.name}@${document.version}`, reason })];
}

export function signatureFindings(release: string, registry: string, { outcome, detail }: Attested): Finding[] {
  switch (outcome) {
    case 'invalid':
      return [finding('published-signature-invalid', { release, reason: detail })];
    case 'missing':
      return [finding('published-signature-missing', { release, registry })];
    case 'not-checked':
      return [finding('published-not-checked', { what: 'signature', reason: detail })];
    case 'verified':
    case 'not-offered':
      return [];
  }
}

export function provenanceFindings(release: string, { outcome, detail }: Attested): Finding[] {
  switch (outcome) {
    case 'invalid':
      return [finding('published-provenance-invalid', { release, reason: detail })];
    case 'missing':
      return [finding('published-provenance-missing', { release, wanted: detail })];
    case 'not-checked':
      return [finding('published-not-checked', { what: 'provenance', reason: detail })];
    case 'verified':
    case 'not-offered':
      return [];
  }
}
