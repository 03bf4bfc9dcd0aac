import { mkdirSync } from 'node:fs';
import { hasCode } from './system-error.ts';

/**
 * Makes one directory; one that is there is no error. Throws what the file system says: of a recursive mkdir, Node says
 * ENOENT where the file system is read-only.
 */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}
