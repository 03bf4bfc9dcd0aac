import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Inspection } from './rule.ts';

/** A file that the package lacks, with what helps to find out why. */
export interface MissingFile {
  [name: string]: string;
  /** inside the package */
  path: string;
  /** `nothing`, or the packed file whose name differs by capitals only */
  found: string;
  inSource: 'yes' | 'no' | 'unknown';
}

/** The facts about `path` not being in the package. */
export function missingFile({ files, subject }: Inspection, path: string): MissingFile {
  const similar = foldedPaths(files).get(path.toLowerCase());
  const source = subject?.kind === 'directory' ? subject.dir : undefined;
  return {
    path,
    found: similar === undefined ? 'nothing' : `${similar} (other capitals)`,
    inSource: source === undefined || path.includes('*') ? 'unknown' : existsSync(join(source, path)) ? 'yes' : 'no',
  };
}

const folded = new WeakMap<Inspection['files'], ReadonlyMap<string, string>>();

/** Lower case -> path. Made once: a package can miss as many files as it has. */
function foldedPaths(files: Inspection['files']): ReadonlyMap<string, string> {
  const known = folded.get(files);
  if (known) return known;
  const made = new Map([...files.keys()].map((path) => [path.toLowerCase(), path]));
  folded.set(files, made);
  return made;
}
