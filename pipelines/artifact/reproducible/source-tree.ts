/** What lies uncommitted in the source of a package, so that it shows what packing has done to it. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../../smoke/process/error-code.ts';
import { type GitHost, gitIn } from '../../git/git.ts';

/** Paths from the repository's root that are not as committed, and what distinguishes them from themselves later. */
type SourceTree = ReadonlyMap<string, string>;

/** A larger file is told apart by its size and its time. */
const maxHashedBytes = 16 * 1024 ** 2;

/**
 * Looks at a package directory before it is packed; ignored files do not count, a new directory counts as one.
 * @param dir absolute
 * @returns what to ask afterwards: the paths, from the repository's root, that are in another state than before;
 * undefined without git, or when no repository tracks the package
 */
export async function watchSource(dir: string, host: GitHost): Promise<(() => Promise<string[]>) | undefined> {
  const before = await sourceTree(dir, host);
  if (!before) return undefined;
  return async () => {
    const after = await sourceTree(dir, host);
    if (!after) return [];
    const paths = new Set([...before.keys(), ...after.keys()]);
    return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
  };
}

async function sourceTree(dir: string, host: GitHost): Promise<SourceTree | undefined> {
  const git = gitIn(dir, host);
  const [top, tracked, status] = await Promise.all([
    git('rev-parse', '--show-toplevel'),
    git('ls-files', '--', 'package.json'),
    git('status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=normal', '--', '.'),
  ]);
  if (!top.ok || !tracked.ok || !status.ok || tracked.out.trim() === '') return undefined;
  const root = top.out.replace(/\n$/, '');
  const entries = status.out.split('\0').filter((entry) => entry !== '');
  const tree = new Map<string, string>();
  for (const entry of entries) {
    const path = entry.slice(3);
    tree.set(path, `${entry.slice(0, 2)} ${await fingerprint(join(root, path))}`);
  }
  return tree;
}

async function fingerprint(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    const { size, mtimeMs, mode } = await handle.stat();
    if (size > maxHashedBytes) return `${mode} ${size} ${mtimeMs}`;
    return `${mode} ${createHash('sha256')
      .update(await handle.readFile())
      .digest('hex')}`;
  } catch (error) {
    // Gone, a directory, not for us to read: what git says of it is all there is.
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}
