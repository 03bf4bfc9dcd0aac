/** The tags that mark releases: by a template, `v{version}` unless a policy says otherwise. */
import { rcompare, valid } from 'semver';
import { told } from './git.ts';
import type { Repository } from './repository.ts';

export interface ReleaseTag {
  name: string;
  version: string;
  /** full id of the commit that it marks */
  revision: string;
  /** whether HEAD is that commit, or comes after it */
  reachable: boolean;
}

export const defaultTagTemplate = 'v{version}';

/** `v1.2.3` for 1.2.3. */
export function tagNameOf(template: string, version: string): string {
  return template.replaceAll('{version}', version);
}

/**
 * All tags of the template with a semantic version, the highest version first.
 * @throws GitFailure when git cannot list them
 */
export async function releaseTags(repository: Repository, template: string): Promise<ReleaseTag[]> {
  const [all, reachable] = await Promise.all([listTags(repository), listTags(repository, '--merged=HEAD')]);
  const tags: ReleaseTag[] = [];
  for (const [name, revision] of all) {
    const version = versionInTag(template, name);
    if (version === undefined) continue;
    tags.push({ name, version, revision, reachable: reachable.has(name) });
  }
  return tags.sort((a, b) => rcompare(a.version, b.version));
}

/** 1.2.3 of `v1.2.3`; undefined of a tag that is not of the template, or has no semantic version. */
export function versionInTag(template: string, tag: string): string | undefined {
  const [first = '', ...others] = template
    .split('{version}')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const shape = new RegExp(`^${first}(?<version>.+)${others.join('\\k<version>')}$`, 's');
  const version = shape.exec(tag)?.groups?.version;
  return version !== undefined && valid(version) === version ? version : undefined;
}

/** Name -> commit; tags of anything else are left out. @throws GitFailure */
export async function listTags({ git }: Repository, ...filters: string[]): Promise<Map<string, string>> {
  const fields = ['refname:strip=2', 'objecttype', 'objectname', '*objecttype', '*objectname'];
  const format = fields.map((field) => `%(${field})`).join(' ');
  const listed = told(await git('for-each-ref', `--format=${format}`, ...filters, 'refs/tags'));
  const tags = new Map<string, string>();
  for (const line of listed.split('\n')) {
    const [name, type, id, taggedType, taggedId] = line.split(' ');
    const commit = type === 'commit' ? id : taggedType === 'commit' ? taggedId : undefined;
    if (name && commit) tags.set(name, commit);
  }
  return tags;
}
