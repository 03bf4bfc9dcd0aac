/**
 * Reads a packed package as npm would when it installs it, but strictly: nothing is skipped in silence.
 */
import type { Finding } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { kindOf, type RawEntry } from './archive/rule.ts';
import { judgeArchive } from './archive/rules.ts';
import { BrokenTarball, tooLarge } from './broken-tarball.ts';
import { ByteReader } from './byte-reader.ts';
import { KeptFiles, type TarballFile } from './kept-files.ts';
import { keepHeapSmall } from './small-heap.ts';
import { readBody, type Sink } from './tar-body.ts';
import { headers, isLink, sizeOf } from './tar-headers.ts';
import { Gunzipped } from './tarball-bytes.ts';

export interface ReadOptions {
  /** which files' bytes to keep, by their path inside the package and their size; 4 MiB together */
  keep: (path: string, size: number) => boolean;
  /** where the bytes of a file go besides; undefined: nowhere */
  sink?: (path: string) => Promise<Sink | undefined>;
  /** whether `files` is not wanted, and stays empty */
  forget?: boolean;
  signal?: AbortSignal;
}

export type TarballReading =
  | {
      readable: true;
      /** the regular files, in the archive's order */
      files: TarballFile[];
      /** what `npm pack` never makes, for example a path that leaves the package */
      refused: Finding[];
      /** what `npm pack` can make and no package should have, for example names that differ by capitals only */
      suspect: Finding[];
      /** the bytes of the files that were asked for, by path inside the package */
      kept: ReadonlyMap<string, Buffer>;
    }
  | { readable: false; fault: Finding };

const maxEntries = 50_000;
/** All names together are kept until they have been compared. */
const maxNameBytes = 8 * 1024 ** 2;
const maxKeptBytes = 4 * 1024 ** 2;

/**
 * Reads the whole tarball once, as a stream, within limits.
 * @throws only what the file system or the signal says; what is wrong with the tarball is in the result
 */
export async function readTarball(file: string, options: ReadOptions): Promise<TarballReading> {
  using _small = keepHeapSmall();
  try {
    const unpacked = new Gunzipped(file, options.signal);
    const bytes = new ByteReader(unpacked.pieces());
    await using _closed = bytes;
    const { entries, files, kept } = await readEntries(bytes, options);
    if (entries.length === 0) {
      return { readable: false, fault: finding('tarball-empty', { found: 'an archive without entries' }) };
    }
    return { readable: true, files, kept, ...judgeArchive({ entries, members: unpacked.members }) };
  } catch (error) {
    if (error instanceof BrokenTarball) return { readable: false, fault: error.finding };
    throw error;
  }
}

async function readEntries(bytes: ByteReader, { keep, sink, forget = false }: ReadOptions) {
  const entries: RawEntry[] = [];
  const files = new KeptFiles();
  const kept = new Map<string, Buffer>();
  let keptBytes = 0;
  let nameBytes = 0;
  for await (const { header, path: archivePath, target, overridden } of headers(bytes)) {
    if (entries.length === maxEntries) throw tooLarge('entries', String(maxEntries), `more than ${maxEntries}`);
    const size = sizeOf(header);
    const entry: RawEntry = { archivePath, type: header.type, mode: (header.mode ?? 0) & 0o7777 };
    if (target && isLink(header)) entry.linkTarget = target;
    if (overridden) entry.overridden = { ...overridden, sizeSaid: size };
    nameBytes += Buffer.byteLength(archivePath) + Buffer.byteLength(target ?? '');
    if (nameBytes > maxNameBytes) throw tooLarge('names', `${maxNameBytes} bytes together`, 'more');
    entries.push(entry);
    const path = archivePath.slice(archivePath.indexOf('/') + 1);
    const wanted = isFile(entry) && keep(path, size);
    if (wanted) keptBytes += size;
    if (keptBytes > maxKeptBytes) throw tooLarge(path, `${maxKeptBytes} bytes with its like`, `${keptBytes} bytes`);
    await using into = isFile(entry) ? await sink?.(path) : undefined;
    const { digest, head, all } = await readBody(bytes, size, archivePath, wanted, into);
    if (!isFile(entry)) continue;
    if (!forget) files.add(path, size, entry.mode, digest, head);
    if (wanted) kept.set(path, Buffer.concat(all));
  }
  return { entries, files: files.all, kept };
}

const isFile = (entry: RawEntry): boolean => kindOf(entry) === 'file';
