import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface SmokeFile {
  /** First part of the names of its smokes. */
  stem: string;
  /** Absolute. */
  path: string;
}

/** The smoke files below a directory, sorted by path. */
export function smokeFiles(dir: string): SmokeFile[] {
  return globSync('**/*.smoke.ts', { cwd: dir })
    .toSorted()
    .map((path) => ({ stem: basename(path, '.smoke.ts'), path: join(dir, path) }));
}
