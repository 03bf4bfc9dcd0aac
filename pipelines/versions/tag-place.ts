/** The release tags of the commit that is checked out. Before tagging there is none, and that is as it must be. */
import { finding } from '../findings/finding.ts';
import { GitFailure } from '../git/git.ts';
import { releaseTags, tagNameOf } from '../git/release-tags.ts';
import type { RepositorySearch } from '../git/repository.ts';
import type { Place } from './place.ts';

const spot = { kind: 'tag', where: 'tag at HEAD' } as const;

/** @param template how a release's tag is called, with {version} in it */
export async function tagPlaces(search: RepositorySearch, template: string, version: string): Promise<Place[]> {
  if ('missing' in search) {
    const state = /not a git repository|no commit/.test(search.missing) ? 'not-applicable' : 'unknown';
    return [{ ...spot, state, note: search.missing }];
  }
  const { head, shallow } = search.found;
  try {
    const tags = await releaseTags(search.found, template);
    const here = tags.filter(({ revision }) => revision === head);
    if (here.length > 0) {
      return here.map(({ name, version: says }) => ({ ...spot, where: `tag ${name} at HEAD`, state: 'states', says }));
    }
    const tag = tagNameOf(template, version);
    const elsewhere = tags.find(({ name }) => name === tag);
    if (elsewhere) {
      const args = {
        tag,
        head: short(head),
        found: short(elsewhere.revision),
        version,
        expectedAt: 'package.json#/version',
      };
      const found = finding('version-tag-elsewhere', args);
      return [{ ...spot, where: `tag ${tag}`, state: 'missing', note: `it is at ${args.found}`, finding: found }];
    }
    if (shallow && tags.length === 0) {
      return [{ ...spot, state: 'unknown', note: 'a shallow clone without tags: git fetch --unshallow --tags' }];
    }
    return [{ ...spot, state: 'not-applicable', note: `no ${tag} yet` }];
  } catch (error) {
    if (error instanceof GitFailure) return [{ ...spot, state: 'unknown', note: error.message }];
    throw error;
  }
}

/** As git shows a commit where there is little room. */
const short = (revision: string): string => revision.slice(0, 12);
