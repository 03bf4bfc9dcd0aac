import { lstatSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { errorCode } from '../process/error-code.ts';

/**
 * A PATH on which `programs` are not found and everything else is: a directory that holds one of them is replaced by
 * a directory of links to the rest of it.
 * @param shadows directory for those, made when needed; what is there already is used
 */
export function pathWithout(path: string, programs: readonly string[], shadows: string): string {
  const dirs = path.split(delimiter).map((dir) => {
    const real = realDirectory(dir);
    return real !== undefined && programs.some((program) => holds(real, program))
      ? shadowOf(real, programs, shadows)
      : dir;
  });
  return dirs.join(delimiter);
}

function shadowOf(dir: string, programs: readonly string[], shadows: string): string {
  // The directory's own path below `shadows`: two names of one directory (/bin and /usr/bin) share their shadow.
  const shadow = join(shadows, `without ${programs.toSorted().join(' ')}`, dir);
  if (mkdirSync(shadow, { recursive: true }) === undefined) return shadow;
  for (const name of readdirSync(dir)) {
    if (!programs.includes(name)) symlinkSync(join(dir, name), join(shadow, name));
  }
  return shadow;
}

function holds(dir: string, program: string): boolean {
  return lstatSync(join(dir, program), { throwIfNoEntry: false }) !== undefined;
}

function realDirectory(dir: string): string | undefined {
  try {
    return realpathSync(dir);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
