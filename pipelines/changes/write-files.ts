/** Writes what was planned: every file whole, and none before all could be written. */
import { constants } from 'node:fs';
import { access, chmod, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { unlinkIfThere, writeTemporary } from '../run/atomic-file.ts';
import type { FileChange } from './prepared-files.ts';

/**
 * Puts each text beside its file first, and then all into place: what cannot be written is found before anything is
 * changed. Who is interrupted in between, or runs into an error there, runs the command again: it writes what is missing.
 * @throws StageFailure when the file system refuses; the reason of `signal`
 */
export async function writeFiles(changes: readonly FileChange[], signal: AbortSignal): Promise<void> {
  const ready: { change: FileChange; target: string; temporary?: string }[] = [];
  let written = 0;
  let at = '';
  try {
    for (const change of changes) {
      at = change.path;
      ready.push({ change, ...(await stage(change)) });
    }
    signal.throwIfAborted();
    for (const { change, target, temporary } of ready) {
      at = change.path;
      if (temporary !== undefined) await rename(temporary, target);
      else if (change.moveTo !== undefined) await rename(target, change.moveTo);
      else await rm(target, { force: true });
      written += 1;
    }
  } catch (error) {
    for (const { temporary } of ready.slice(written)) if (temporary !== undefined) unlinkIfThere(temporary);
    const code = errorCode(error);
    if (code === undefined || signal.aborted) throw error;
    throw new StageFailure(finding('prepare-not-written', { path: at, code, written }));
  }
}

/** @returns the file itself, behind any link, and its new text under another name beside it */
async function stage({ path, text, moveTo }: FileChange): Promise<{ target: string; temporary?: string }> {
  if (moveTo !== undefined) await mkdir(dirname(moveTo), { recursive: true });
  if (text === undefined) {
    await access(dirname(path), constants.W_OK);
    return { target: path };
  }
  const before = await modeOf(path);
  const target = before === undefined ? path : await realpath(path);
  const temporary = await writeTemporary(target, text);
  if (before !== undefined) await chmod(temporary, before);
  return { target, temporary };
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.mode & 0o777;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  throw new StageFailure(finding('prepare-not-written', { path, code: 'something that is no file', written: 0 }));
}
