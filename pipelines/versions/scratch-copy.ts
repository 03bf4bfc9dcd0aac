/** A copy of a source directory that may be spoilt, in a repository of its own. */
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';
import { type Git, type GitHost, gitIn, told } from '../git/git.ts';
import { findRepository, trackedFiles } from '../git/repository.ts';

export interface ScratchCopy {
  /** the copy of the source directory, as deep in its repository as that is */
  dir: string;
  /** asks and tells git in it */
  git: Git;
}

/**
 * Copies the files that git tracks, as they are in the working tree, and `others`. Links are left out: who writes to a
 * copy must not write to the source.
 * @param root an empty directory, absolute
 * @param others paths from `source`
 * @throws GitFailure without git
 */
export async function copySource(
  source: string,
  root: string,
  others: readonly string[],
  host: GitHost,
): Promise<ScratchCopy> {
  const search = await findRepository(source, host);
  const repository = 'found' in search ? search.found : undefined;
  const dir = join(root, repository?.prefix ?? '');
  await mkdir(dir, { recursive: true });
  for (const file of new Set([...(repository ? await trackedFiles(repository) : []), ...others])) {
    await copyInto(join(source, file), join(dir, file), others.includes(file));
  }
  const git = gitIn(root, host);
  told(await git('init', '--quiet'));
  const identity = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@example.invalid'] as const;
  told(await git(...identity, 'commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'scratch'));
  return { dir, git };
}

async function copyInto(from: string, to: string, followed: boolean): Promise<void> {
  try {
    if (!followed && !(await lstat(from)).isFile()) return;
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    // Deleted and not yet committed, or nothing that states a version: a place that does has been read.
    const code = errorCode(error);
    if (code === undefined || !['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'].includes(code)) throw error;
  }
}
