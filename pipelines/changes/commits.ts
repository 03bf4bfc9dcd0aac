/** The commits of a package since a release. */
import { valid } from 'semver';
import { told } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import { type CommitMeaning, meaningOf } from './conventional-commit.ts';

export interface Commit extends CommitMeaning {
  /** full id */
  revision: string;
}

/**
 * The commits that touch the package's directory, the youngest first, without merges, and without those that only made
 * a release.
 * @param since a commit; all of history without it
 * @throws GitFailure
 */
export async function commitsSince({ git, prefix }: Repository, since: string | undefined): Promise<Commit[]> {
  const range = since === undefined ? 'HEAD' : `${since}..HEAD`;
  const log = await git(
    'log',
    '-z',
    '--no-merges',
    '--no-show-signature',
    '--no-notes',
    '--no-color',
    '--format=%H%n%B',
    range,
    '--',
    ...(prefix === '' ? [] : [prefix]),
  );
  return told(log)
    .split('\0')
    .flatMap((entry) => {
      const [revision = '', ...message] = entry.split('\n');
      if (revision === '') return [];
      const meaning = meaningOf(message.join('\n'));
      return isRelease(meaning.summary) ? [] : [{ revision, ...meaning }];
    });
}

/** `1.2.3`, `v1.2.3`, `Release @scope/name@1.2.3`, and what changesets write. */
function isRelease(summary: string): boolean {
  const version = /^(?:chore(?:\([^()]*\))?:\s+)?(?:(?:release|version):?\s+)?(?:[@\w./-]+@)?v?(\S+)$/i.exec(
    summary.trim(),
  )?.[1];
  return (version !== undefined && valid(version) !== null) || /^version packages\b/i.test(summary);
}
