/** The release before this one, as its tags tell it. */
import { defaultTagTemplate, listTags, releaseTags, versionInTag } from '../git/release-tags.ts';
import type { Repository } from '../git/repository.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
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

/** In words, that there is none. */
export function noLastRelease({ policy: { scope, release } }: LoadedPolicy): string {
  return `no tag like ${scope?.since ?? release?.tag ?? defaultTagTemplate} before this commit`;
}
