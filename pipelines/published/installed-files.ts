/** Whether the files that were installed are those of the published tarball. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';
import type { TarballFile } from '../artifact/kept-files.ts';

/**
 * Paths in the package that are missing or have other bytes. What is there besides, dependencies for one, is not looked at.
 * @param dir of the installed package, absolute
 * @param commands path in the package of each command -> its bytes: npm takes the carriage return out of its first line
 */
export async function otherFiles(
  dir: string,
  files: readonly Pick<TarballFile, 'path' | 'sha256'>[],
  commands: ReadonlyMap<string, Buffer>,
): Promise<string[]> {
  const differing: string[] = [];
  for (const { path, sha256 } of files) {
    const bytes = await bytesOf(join(dir, path));
    if (bytes !== undefined && (sha256Of(bytes) === sha256 || bytes.equals(mended(commands.get(path))))) continue;
    differing.push(path);
  }
  return differing;
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** As npm links a command that was packed on Windows. */
function mended(command: Buffer = Buffer.alloc(0)): Buffer {
  const text = command.toString('latin1');
  return Buffer.from(text.replace(/^(#![^\n]+)\r\n/, '$1\n'), 'latin1');
}

async function bytesOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
