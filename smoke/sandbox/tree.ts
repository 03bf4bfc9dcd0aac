import type { BigIntStats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What is below a directory: relative path -> all that tells whether it was touched. */
export type Tree = ReadonlyMap<string, string>;

/**
 * Takes stock of a directory. Links are not followed. Of directories only their mode counts: what was put into them
 * or taken out of them is told by itself.
 */
export async function treeOf(dir: string): Promise<Tree> {
  const found = new Map<string, string>();
  const visit = async (below: string): Promise<void> => {
    const entries = await readdir(join(dir, below), { withFileTypes: true });
    await Promise.all(
      entries.map(async (entry) => {
        const path = join(below, entry.name);
        const stat = await lstat(join(dir, path), { bigint: true });
        found.set(path, await traceOf(stat, join(dir, path)));
        if (stat.isDirectory()) await visit(path);
      }),
    );
  };
  await visit('');
  return found;
}

async function traceOf(stat: BigIntStats, path: string): Promise<string> {
  if (stat.isDirectory()) return `directory ${stat.mode}`;
  if (stat.isSymbolicLink()) return `link to ${await readlink(path)}`;
  return `${stat.mode} ${stat.size} bytes ${stat.mtimeNs} ${stat.ino}`;
}

/** What differs, sorted: `added PATH`, `removed PATH`, `changed PATH`. */
export function treeChanges(before: Tree, after: Tree): string[] {
  const added = [...after.keys()].filter((path) => !before.has(path)).map((path) => `added ${path}`);
  const removed = [...before.keys()].filter((path) => !after.has(path)).map((path) => `removed ${path}`);
  const changed = [...after].filter(([path, trace]) => before.has(path) && before.get(path) !== trace);
  return [...added, ...removed, ...changed.map(([path]) => `changed ${path}`)].toSorted();
}
