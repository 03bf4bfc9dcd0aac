/** The files of an extracted package, as the scanners look at them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface ExtractedFile {
  /** inside the package, with slashes */
  path: string;
  /** bytes */
  size: number;
  read(): Buffer;
}

/** Every regular file below `dir`, sorted by path; links are not followed. There may be tens of thousands. */
export function extractedFiles(dir: string): ExtractedFile[] {
  const files: ExtractedFile[] = [];
  // Directory by directory: Node's own recursion keeps an object for every name until the last is read.
  for (const left = ['']; left.length > 0; ) {
    const below = left.pop() ?? '';
    for (const entry of readdirSync(join(dir, below), { withFileTypes: true })) {
      const path = below + entry.name;
      if (entry.isDirectory()) left.push(`${path}/`);
      else if (entry.isFile()) files.push(new FileBelow(dir, path, statSync(join(dir, path)).size));
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

class FileBelow implements ExtractedFile {
  readonly path: string;
  readonly size: number;
  readonly #dir: string;
  constructor(dir: string, path: string, size: number) {
    this.path = path;
    this.size = size;
    this.#dir = dir;
  }
  read(): Buffer {
    return readFileSync(join(this.#dir, this.path));
  }
}

/** git's rule: a file is binary when there is a NUL in its first 8000 bytes. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8000).includes(0);
}
