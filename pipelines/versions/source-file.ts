/** Reads files of a source directory: whatever lies there in their stead, it ends with a reason. */
import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';

/** Why a file that is not there cannot be read. */
export const noSuchFile = 'there is no such file';

export type SourceFile<T> = { found: T } | { missing: string };

/** More than any text has that states a version: the lockfile of a large workspace has some 20 MB. */
const maxTextBytes = 64 * 1024 ** 2;

/** The path of a regular file, absolute. @param file a path from `dir`, see isInside */
export async function findSource(
  dir: string,
  file: string,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<SourceFile<string>> {
  const path = join(dir, file);
  try {
    const found = await stat(path);
    // A pipe would be waited for.
    if (!found.isFile()) return { missing: 'it is not a file' };
    if (found.size > maxBytes) return { missing: `it has ${found.size} bytes, more than ${maxBytes}` };
    return { found: path };
  } catch (error) {
    return { missing: whyNot(error) };
  }
}

export async function readSourceText(dir: string, file: string): Promise<SourceFile<string>> {
  const path = await findSource(dir, file, maxTextBytes);
  if ('missing' in path) return path;
  try {
    return { found: await readFile(path.found, 'utf8') };
  } catch (error) {
    return { missing: whyNot(error) };
  }
}

function whyNot(error: unknown): string {
  const code = errorCode(error);
  if (code === undefined) throw error;
  return code === 'ENOENT' || code === 'ENOTDIR' ? noSuchFile : `it cannot be read (${code})`;
}

export interface JsonText {
  text: string;
  document: unknown;
}

export async function readSourceJson(dir: string, file: string): Promise<SourceFile<JsonText>> {
  const read = await readSourceText(dir, file);
  if ('missing' in read) return read;
  try {
    return { found: { text: read.found, document: JSON.parse(read.found.replace(/^\ufeff/, '')) } };
  } catch (error) {
    if (error instanceof SyntaxError) return { missing: `it is not JSON: ${error.message}` };
    throw error;
  }
}

/** Whether `file` is a path from a directory to something inside of it. */
export function isInside(file: string): boolean {
  const way = posix.normalize(file);
  return !posix.isAbsolute(way) && !file.includes('\0') && way !== '.' && way !== '..' && !way.startsWith('../');
}
