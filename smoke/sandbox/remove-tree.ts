import { chmod, opendir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../process/error-code.ts';

/**
 * Removes the directory `dir` with all that is in it, also what is in directories that are closed to writing.
 * Symbolic links are removed, never followed.
 * @param dir real path, directly in `parent`
 * @throws when `dir` is not there any more where it was made (a link in its place), and what the system refuses
 */
export async function removeTree(dir: string, parent: string): Promise<void> {
  const real = await realpath(dir);
  if (real !== dir || dirname(real) !== parent) {
    throw new Error(`${dir} is now ${real}, expected a directory in ${parent}: it is not removed`);
  }
  try {
    await removeAll(dir);
  } catch (error) {
    if (errorCode(error) !== 'EACCES' && errorCode(error) !== 'EPERM') throw error;
    await openDirectories(dir);
    await removeAll(dir);
  }
}

async function removeAll(dir: string): Promise<void> {
  await rm(dir, { recursive: true, maxRetries: 3, retryDelay: 50 });
}

/** Makes every directory writable for us. An entry's type is that of the link itself, so no link is followed. */
async function openDirectories(dir: string): Promise<void> {
  await chmod(dir, 0o700);
  for await (const entry of await opendir(dir)) {
    if (entry.isDirectory()) await openDirectories(join(dir, entry.name));
  }
}
