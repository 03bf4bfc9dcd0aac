/** Directories of a run that are whole from their first moment: filled under another name, then renamed. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mayRun } from './atomic-file.ts';

const makingShape = /-[2-9a-z]{4}\.making-(\d+)$/;

/**
 * Makes the directory `dir`, whose name ends with a run id, with what `fill` puts into it. Throws what the file system says, EEXIST or ENOTEMPTY when
 * there is one of that name that is not empty; nothing is left then.
 */
export function makeWhole(dir: string, fill: (dir: string) => void): void {
  const making = `${dir}.making-${process.pid}`;
  mkdirSync(making, { mode: 0o700 });
  try {
    fill(making);
    renameSync(making, dir);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw error;
  }
}

/** True for the name of a directory that was not finished, and will not be: its maker is gone. */
export function isAbandoned(name: string): boolean {
  const pid = makingShape.exec(name)?.[1];
  return pid !== undefined && Number(pid) !== process.pid && !mayRun(Number(pid));
}

/** Removes what makers that were killed left in `parent`. */
export function sweepUnfinished(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (isAbandoned(name)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
