/** The release before this one, as its tags tell it. */
import { lt } from 'semver';
import type { Finding } from '../../schemas/types.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import { finding } from '../findings/finding.ts';
import { defaultTagTemplate, listTags, releaseTags, versionInTag } from '../git/release-tags.ts';
import type { Repository } from '../git/repository.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { versionHeadings } from '../versions/changelog.ts';
import { findChangelog } from '../versions/changelog-place.ts';
import { readSourceText } from '../versions/source-file.ts';
import { matchesAny } from './path-globs.ts';

export interface LastRelease {
  tag: string;
  /** full id of the commit that it marks */
  revision: string;
  /** that the tag tells by the policy's template; absent when `scope.since` names tags of another kind */
  version?: string;
}

/**
 * The release before what is checked out: a tag at HEAD marks the release that is being made.
 * By the policy's own glob the youngest tag, else the highest version of those that HEAD comes after.
 * @throws GitFailure
 */
export async function lastRelease(
  repository: Repository,
  { policy: { scope, release } }: LoadedPolicy,
): Promise<LastRelease | undefined> {
  const template = release?.tag ?? defaultTagTemplate;
  if (scope?.since === undefined) {
    const tags = await releaseTags(repository, template);
    const last = tags.find(({ reachable, revision }) => reachable && revision !== repository.head);
    return last && { tag: last.name, revision: last.revision, version: last.version };
  }
  for (const [tag, revision] of await listTags(repository, '--merged=HEAD', '--sort=-creatordate')) {
    if (revision === repository.head || !matchesAny(tag, [scope.since])) continue;
    const version = versionInTag(template, tag);
    return { tag, revision, ...(version === undefined ? {} : { version }) };
  }
  return undefined;
}

/**
 * Where no tag tells of an earlier release, and the changelog does: tags that were not fetched, or are called otherwise
 * than the policy has it, make no first release.
 */
export async function untaggedRelease(
  { dir, manifest: { name, version } }: DirectorySubject,
  { policy: { scope, release } }: LoadedPolicy,
): Promise<Finding | undefined> {
  const file = await findChangelog(dir);
  const read = file === undefined ? undefined : await readSourceText(dir, file);
  if (file === undefined || !read || 'missing' in read) return undefined;
  const earlier = versionHeadings(read.found, name).find(
    (heading) => !heading.unreleased && lt(heading.version, version),
  );
  if (!earlier) return undefined;
  const template = scope?.since ?? release?.tag ?? defaultTagTemplate;
  const { version: before, line } = earlier;
  return finding('scope-no-release-tag', { template, earlier: before }, { file, line });
}

/** In words, that there is none. */
export function noLastRelease({ policy: { scope, release } }: LoadedPolicy): string {
  return `no tag like ${scope?.since ?? release?.tag ?? defaultTagTemplate} before this commit`;
}
