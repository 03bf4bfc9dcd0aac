import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../run/system-error.ts';

/**
 * Bytes of the files below `dir`, a file with several names once. Links are not followed; what vanishes meanwhile or
 * may not be read counts nothing.
 */
export async function treeSize(dir: string): Promise<number> {
  const seen = new Set<string>();
  const sizeBelow = async (path: string): Promise<number> => {
    let bytes = 0;
    for (const entry of await entriesOf(path)) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) bytes += await sizeBelow(child);
      else if (entry.isFile()) bytes += await sizeOfFile(child, seen);
    }
    return bytes;
  };
  return sizeBelow(dir);
}

async function sizeOfFile(path: string, seen: Set<string>): Promise<number> {
  const stat = await orUndefined(lstat(path));
  if (!stat?.isFile()) return 0;
  if (stat.nlink > 1) {
    const key = `${stat.dev}:${stat.ino}`;
    if (seen.has(key)) return 0;
    seen.add(key);
  }
  return stat.size;
}

async function entriesOf(dir: string) {
  return (await orUndefined(readdir(dir, { withFileTypes: true }))) ?? [];
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}
