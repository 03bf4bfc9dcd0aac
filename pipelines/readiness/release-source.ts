/** The working tree that a release is made from: its commit, and what is not in that commit. */
import { finding } from '../findings/finding.ts';
import { GitFailure, told } from '../git/git.ts';
import { findRepository } from '../git/repository.ts';
import { changesSince } from '../scope/changes-since.ts';
import { type Unmet, wrong } from './unmet.ts';

export type ReleaseSource =
  | {
      /** full commit id */
      revision: string;
      /** paths from the root of the repository that are changed or not committed */
      changed: readonly string[];
    }
  | { missing: string };

/**
 * Looks at the whole repository around `dir`, as a release is tagged as a whole. Changes nothing.
 * @throws the reason of `signal`
 */
export async function releaseSource(dir: string, host: { path: string; signal: AbortSignal }): Promise<ReleaseSource> {
  const search = await findRepository(dir, host);
  if ('missing' in search) return search;
  const { git, head, prefix } = search.found;
  try {
    const tracked = told(await git('ls-files', '--', `${prefix}package.json`));
    if (tracked === '') return { missing: 'git does not track this package' };
    return { revision: head, changed: (await changesSince(search.found, head)).map(({ path }) => path) };
  } catch (error) {
    if (error instanceof GitFailure) return { missing: error.message };
    throw error;
  }
}

/** What is wrong with it. */
export function faultsOfSource(source: ReleaseSource, dir: string, next: string): Unmet[] {
  if ('missing' in source) return [wrong(finding('source-without-revision', { dir, found: source.missing, next }))];
  const { changed } = source;
  if (changed.length === 0) return [];
  const paths = `${changed.slice(0, 5).join(', ')}${changed.length > 5 ? ' ...' : ''}`;
  return [wrong(finding('source-not-committed', { count: changed.length, paths, next }))];
}
