/** The repository that a directory is in, and how git is asked about it. */
import { type Git, type GitHost, gitIn, told } from './git.ts';

export interface Repository {
  /** absolute, real path of the working tree */
  root: string;
  /** the directory inside it: empty for the root itself, else with a slash at its end */
  prefix: string;
  /** full id of the commit that is checked out */
  head: string;
  /** a part of the history is not there, and perhaps tags are not */
  shallow: boolean;
  /** asks in the root */
  git: Git;
}

/** A repository, or in words why there is none. */
export type RepositorySearch = { found: Repository } | { missing: string };

/** Looks for the repository of `dir`, absolute; one without a commit counts as none. */
export async function findRepository(dir: string, host: GitHost): Promise<RepositorySearch> {
  const git = gitIn(dir, host);
  const [root, prefix, shallow, head] = await Promise.all([
    git('rev-parse', '--show-toplevel'),
    git('rev-parse', '--show-prefix'),
    git('rev-parse', '--is-shallow-repository'),
    git('rev-parse', '--verify', '--quiet', 'HEAD'),
  ]);
  if (!root.ok) return { missing: root.reason };
  if (!prefix.ok) return { missing: prefix.reason };
  if (!shallow.ok) return { missing: shallow.reason };
  if (!head.ok) return { missing: 'the repository has no commit yet' };
  const at = line(root.out);
  return {
    found: {
      root: at,
      prefix: line(prefix.out),
      head: line(head.out),
      shallow: line(shallow.out) === 'true',
      git: gitIn(at, host),
    },
  };
}

/** The files below the directory that git tracks, as paths from it; submodules are not among them. @throws GitFailure */
export async function trackedFiles({ git, prefix }: Repository): Promise<string[]> {
  const listed = told(await git('ls-files', '-z', '--stage', '--', prefix === '' ? '.' : prefix));
  const files = listed.split('\0').flatMap((entry) => {
    const { mode, path } = /^(?<mode>\d+) \S+ \d+\t(?<path>.+)$/s.exec(entry)?.groups ?? {};
    return mode === undefined || path === undefined || mode === '160000' ? [] : [path.slice(prefix.length)];
  });
  // A file in conflict has an entry for each side.
  return [...new Set(files)];
}

/** One line that git ended; a path may hold others. */
function line(out: string): string {
  return out.replace(/\n$/, '');
}
