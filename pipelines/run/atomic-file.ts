/**
 * Files that are whole at every moment: written under a temporary name in the same directory, flushed to the disk, and
 * then renamed or linked into place. Temporary names are recognisable, so that what a kill left can be swept.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { namesIn } from './names-in.ts';
import { hasCode } from './system-error.ts';

const temporaryShape = /^\.[^/]+\.(\d+)-[0-9a-f]{8}\.part$/;

/** Replaces `target` with `text`, or makes it; readers see the old or the new text. Throws what the file system says. */
export function replaceFileSync(target: string, text: string): void {
  const temporary = writeTemporarySync(target, text);
  try {
    renameSync(temporary, target);
  } catch (error) {
    unlinkIfThere(temporary);
    throw error;
  }
}

/**
 * Makes `target` with `text`, whole from its first moment; of several callers at once exactly one succeeds.
 * @returns false when there already is a file of that name
 */
export function createFileSync(target: string, text: string): boolean {
  const temporary = writeTemporarySync(target, text);
  try {
    linkSync(temporary, target);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    // File systems without hard links (FAT, some network and shared folders).
    if (hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) return createWithoutLink(target, text);
    throw error;
  } finally {
    unlinkIfThere(temporary);
  }
}

/**
 * The first half of a replacement that does not block: `text` under a temporary name, flushed.
 * The caller renames it over `target`, or removes it.
 */
export async function writeTemporary(target: string, text: string): Promise<string> {
  const temporary = temporaryName(target);
  const file = await open(temporary, 'wx', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    unlinkIfThere(temporary);
    throw error;
  } finally {
    await file.close();
  }
  return temporary;
}

/** Removes a file; one that is already gone is no error. */
export function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** What writers that were killed left in `dir`; files of a process that runs are not among it. */
export function abandonedFiles(dir: string): string[] {
  return namesIn(dir)
    .filter((name) => {
      const pid = temporaryShape.exec(name)?.[1];
      return pid !== undefined && Number(pid) !== process.pid && !mayRun(Number(pid));
    })
    .map((name) => join(dir, name));
}

/** False when certainly no process has that pid. */
export function mayRun(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

function temporaryName(target: string): string {
  return join(dirname(target), `.${basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.part`);
}

function writeTemporarySync(target: string, text: string): string {
  const temporary = temporaryName(target);
  const fd = openSync(temporary, 'wx', 0o644);
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } catch (error) {
    unlinkIfThere(temporary);
    throw error;
  } finally {
    closeSync(fd);
  }
  return temporary;
}

function createWithoutLink(target: string, text: string): boolean {
  try {
    writeFileSync(target, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}
