import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorCode } from '../smoke/process/error-code.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';

/**
 * The directory that `--out` names, absolute, made when need be.
 * @throws InputError when nothing can be written there
 */
export async function writableDir(dir: string, cwd: string): Promise<string> {
  const path = resolve(cwd, dir);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return path;
  } catch (error) {
    const found = errorCode(error);
    if (found === undefined) throw error;
    throw new InputError(finding('out-not-writable', { dir, found }));
  }
}
