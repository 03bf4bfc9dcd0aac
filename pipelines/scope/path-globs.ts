import { posix } from 'node:path';

/** Stands for the dot at the beginning of a name, which a wildcard would not match. */
const dot = '\u0001.';

/**
 * Whether one of `globs` matches `path`. As git and CI mean it, `**` and `*` match names that begin with a dot too.
 * @param path with `/`, as are the globs
 */
export function matchesAny(path: string, globs: readonly string[]): boolean {
  const name = path.replace(/(^|\/)\./g, `$1${dot}`);
  return globs.some((glob) => posix.matchesGlob(name, glob.replace(/(^|[/{,(|])\./g, `$1${dot}`)));
}
