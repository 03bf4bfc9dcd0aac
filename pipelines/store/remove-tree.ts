/** Removes a directory tree: links in it are removed, never followed, and directories that were made read-only are opened. */
import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../run/system-error.ts';

/** Removes `dir` and all below it. Throws what the file system says. */
export async function removeTree(dir: string): Promise<void> {
  try {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM')) throw error;
    await openDirectories(dir);
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function openDirectories(dir: string): Promise<void> {
  const stat = await lstat(dir);
  if (!stat.isDirectory()) return;
  await chmod(dir, stat.mode | 0o700);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) await openDirectories(join(dir, entry.name));
  }
}
