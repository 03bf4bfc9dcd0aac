import { devNull } from 'node:os';

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
  const { $, quote } = await import('zx/core');
  const git = $({
    // zx asks for bash, which a small container lacks.
    shell: '/bin/sh',
    prefix: '',
    quote,
    cwd: dir,
    quiet: true,
    nothrow: true,
    timeout: '10s',
    env: {
      PATH: path,
      LC_ALL: 'C',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      // A checkout in a container often belongs to another user than the one who runs.
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_CONFIG_KEY_1: 'core.fsmonitor',
      GIT_CONFIG_VALUE_1: 'false',
    },
  });
  const [head, tracked, status] = await Promise.all([
    git`git rev-parse --verify --quiet HEAD`,
    git`git ls-files -- package.json`,
    git`git status --porcelain --untracked-files=normal -- .`,
  ]);
  if (head.exitCode !== 0 || status.exitCode !== 0 || tracked.stdout.trim() === '') return undefined;
  return { revision: head.stdout.trim(), dirty: status.stdout !== '' };
}
