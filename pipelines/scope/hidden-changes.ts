/** What git was told not to look at: files marked skip-worktree or assume-unchanged that are not as they are in the index. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { told } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import { hasCode } from '../run/system-error.ts';

/** So many paths fit on one command line, whatever the system. */
const pathsAtOnce = 200;

/**
 * Paths from the root of the repository. A file that is not there is none: a sparse checkout leaves files out.
 * @throws GitFailure
 */
export async function hiddenChanges({ git, root }: Pick<Repository, 'git' | 'root'>): Promise<string[]> {
  const listed = told(await git('ls-files', '-z', '-v')).split('\0');
  // `S path` is skip-worktree, a lower-case letter assume-unchanged.
  const marked = listed
    .flatMap((entry) => (/^[a-zS] /.test(entry) ? entry.slice(2) : []))
    .filter((path) => isFile(join(root, path)));
  const changed: string[] = [];
  for (let at = 0; at < marked.length; at += pathsAtOnce) {
    const paths = marked.slice(at, at + pathsAtOnce);
    const [entries, hashes] = await Promise.all([
      git('ls-files', '-z', '--stage', '--', ...paths),
      git('hash-object', '--', ...paths),
    ]);
    const inIndex = new Map(
      told(entries)
        .split('\0')
        .map((entry) => {
          const [about = '', path = ''] = entry.split('\t');
          return [path, about.split(' ')[1]];
        }),
    );
    const here = told(hashes).split('\n');
    changed.push(...paths.filter((path, index) => inIndex.get(path) !== here[index]));
  }
  return changed;
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
