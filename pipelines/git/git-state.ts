import { gitIn } from './git.ts';

export interface GitState {
  /** commit that the directory's repository is at */
  revision: string;
  /** whether anything in the directory differs from that commit, or is not committed */
  dirty: boolean;
}

/**
 * What git says of a package directory; reads only, not even the index is refreshed.
 * @param path where to look for git, as PATH has it; nothing else of the environment reaches git
 * @returns undefined without git, outside a repository, before a first commit, or when the repository does not track the package
 */
export async function gitState(dir: string, path: string): Promise<GitState | undefined> {
  const git = gitIn(dir, { path });
  const [head, tracked, status] = await Promise.all([
    git('rev-parse', '--verify', '--quiet', 'HEAD'),
    git('ls-files', '--', 'package.json'),
    git('status', '--porcelain', '--untracked-files=normal', '--', '.'),
  ]);
  if (!head.ok || !tracked.ok || !status.ok || tracked.out.trim() === '') return undefined;
  return { revision: head.out.trim(), dirty: status.out !== '' };
}
