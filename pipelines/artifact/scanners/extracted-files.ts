/** The files of an extracted package, as the scanners look at them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export interface ExtractedFile {
  /** inside the package, with slashes */
  path: string;
  /** bytes */
  size: number;
  read(): Buffer;
}

/** Every regular file below `dir`, sorted by path; links are not followed. */
export function extractedFiles(dir: string): ExtractedFile[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return {
        path: relative(dir, file).split(sep).join('/'),
        size: statSync(file).size,
        read: () => readFileSync(file),
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** git's rule: a file is binary when there is a NUL in its first 8000 bytes. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8000).includes(0);
}
