/** The one test that a path must pass before it is removed. */
import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';
import { hasCode } from '../run/system-error.ts';

export type OwnDirectory = { kind: 'there'; path: string } | { kind: 'missing' } | { kind: 'foreign'; why: string };

/**
 * The directory `names[0]/names[1]/...` below `anchor`: there only if every step below the anchor is a directory itself
 * and no link, so that what is removed is what its name says.
 */
export function ownDirectory(anchor: string, ...names: readonly [string, ...string[]]): OwnDirectory {
  const odd = names.find((name) => name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name));
  if (odd !== undefined) return { kind: 'foreign', why: `${JSON.stringify(odd)} is not the name of a directory` };
  let path: string;
  try {
    path = realpathSync(anchor);
    for (const name of names) {
      path = join(path, name);
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) return { kind: 'foreign', why: `${path} is a symbolic link` };
      if (!stat.isDirectory()) return { kind: 'foreign', why: `${path} is not a directory` };
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return { kind: 'missing' };
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { kind: 'foreign', why: `${join(anchor, ...names)} cannot be looked at (${code})` };
  }
  return { kind: 'there', path };
}
