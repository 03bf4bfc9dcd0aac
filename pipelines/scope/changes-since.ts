/** What differs between a commit and the working tree. */
import { told } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import { hiddenChanges } from './hidden-changes.ts';

export interface Change {
  /** from the root of the repository */
  path: string;
  how: 'added' | 'changed' | 'deleted' | 'untracked' | 'submodule';
}

const submodule = '160000';

/**
 * Everything in the working tree that is not as in `revision`: committed since, not committed, and not tracked, except
 * for what is ignored; what git was told not to look at is looked at. A renamed file is one that is deleted and one that is added: both places are touched.
 * @throws GitFailure
 */
export async function changesSince(repository: Repository, revision: string): Promise<Change[]> {
  const { git } = repository;
  const options = ['--raw', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none'];
  const [diff, untracked, hidden] = await Promise.all([
    git('diff', ...options, revision, '--'),
    git('ls-files', '-z', '--others', '--exclude-standard'),
    hiddenChanges(repository),
  ]);
  const changes: Change[] = [];
  const fields = told(diff).split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const path = fields[at + 1];
    const [before, after, , , letter] = (fields[at] ?? '').replace(/^:/, '').split(' ');
    if (path === undefined || letter === undefined) continue;
    const how = before === submodule || after === submodule ? 'submodule' : (hows[letter] ?? 'changed');
    changes.push({ path, how });
  }
  for (const path of told(untracked).split('\0')) {
    // A repository inside this one is told as a directory.
    if (path !== '') changes.push({ path: path.replace(/\/$/, ''), how: 'untracked' });
  }
  for (const path of hidden)
    if (!changes.some((change) => change.path === path)) changes.push({ path, how: 'changed' });
  return changes;
}

const hows: Readonly<Record<string, Change['how']>> = { A: 'added', D: 'deleted' };
