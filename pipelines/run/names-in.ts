import { readdirSync } from 'node:fs';
import { hasCode } from './system-error.ts';

/** What is in a directory, sorted; nothing where there is none, or it may not be read. */
export function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM')) return [];
    throw error;
  }
}
