import { join } from 'node:path';
import { createFileSync } from './atomic-file.ts';
import { makeDirectory } from './make-directory.ts';
import { storePlaces } from './places.ts';

/** Makes the directory that a workdir's records are kept in. Throws what the file system says. */
export function makeStore(workdir: string): void {
  const { dir } = storePlaces(workdir);
  makeDirectory(dir);
  // Neither git nor npm pack takes up what a run leaves in a package's directory.
  createFileSync(join(dir, '.gitignore'), '*\n');
}
