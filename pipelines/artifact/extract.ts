/** Writes the files of a tarball below a directory, for tools that read files. */
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StageFailure } from '../findings/errors.ts';
import { hasCode } from '../run/system-error.ts';
import type { Sink } from './tar-body.ts';
import { readTarball } from './tarball.ts';

/**
 * Writes every regular file below `dir`, which is there and empty: no links, no modes, nothing outside of it.
 * @param wanted which files, by their path inside the package; all without it
 * @throws StageFailure for an archive that cannot be read, or that has an entry which `npm pack` never makes
 */
export async function extractTarball(
  tarball: string,
  dir: string,
  signal?: AbortSignal,
  wanted: (path: string) => boolean = () => true,
): Promise<void> {
  const reading = await readTarball(tarball, {
    keep: () => false,
    forget: true,
    ...(signal ? { signal } : {}),
    sink: async (path) => (isInside(path) && wanted(path) ? await fileSink(join(dir, path)) : undefined),
  });
  if (!reading.readable) throw new StageFailure(reading.fault);
  const [refused, ...others] = reading.refused;
  if (refused) throw new StageFailure(refused, ...others);
}

/** Whether a path from an archive names something below the directory that it is joined to, in its plainest spelling. */
export function isInside(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\u0000\\]|^[a-z]:/i.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** @returns undefined where a file and a directory of one name are in each other's way: the archive is refused for it, or the file system is not particular about names */
async function fileSink(path: string): Promise<Sink | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'w', 0o644);
    return {
      write: async (piece) => {
        await handle.writeFile(piece);
      },
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}
