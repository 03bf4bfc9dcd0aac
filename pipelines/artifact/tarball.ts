/**
 * Reads a packed package as npm would when it installs it, but strictly: nothing is skipped in silence.
 * Headers are decoded by `tar`, the library that npm unpacks with, so that both see the same names and sizes.
 */
import { createHash } from 'node:crypto';
import { Header } from 'tar/header';
import { Pax } from 'tar/pax';
import type { Finding } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { ByteReader } from './byte-reader.ts';
import { BrokenTarball, gunzipped, tooLarge } from './tarball-bytes.ts';
import { judgeEntries, type RawEntry } from './tarball-faults.ts';

export interface TarballFile {
  /** inside the package: without the directory around all entries */
  path: string;
  /** bytes */
  size: number;
  /** permission bits */
  mode: number;
  /** 64 hex digits */
  sha256: string;
  /** the first bytes, at most 256 */
  head: Buffer;
}

/** Takes the bytes of one file, piece by piece; disposed when the file has ended or the reading has failed. */
export interface Sink extends AsyncDisposable {
  write: (piece: Buffer) => Promise<void>;
}

export interface ReadOptions {
  /** which files' bytes to keep, by their path inside the package and their size; 16 MiB together */
  keep: (path: string, size: number) => boolean;
  /** where the bytes of a file go besides; undefined: nowhere */
  sink?: (path: string) => Promise<Sink | undefined>;
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

const blockSize = 512;
const maxEntries = 50_000;
const maxMetaBytes = 1024 ** 2;
const maxKeptBytes = 16 * 1024 ** 2;
const headBytes = 256;

/**
 * Reads the whole tarball once, as a stream, within limits.
 * @throws only what the file system or the signal says; what is wrong with the tarball is in the result
 */
export async function readTarball(file: string, options: ReadOptions): Promise<TarballReading> {
  try {
    const bytes = new ByteReader(gunzipped(file, options.signal));
    await using _closed = bytes;
    const { entries, files, kept } = await readEntries(bytes, options);
    if (entries.length === 0) {
      return { readable: false, fault: finding('tarball-empty', { found: 'an archive without entries' }) };
    }
    return { readable: true, files, kept, ...judgeEntries(entries) };
  } catch (error) {
    if (error instanceof BrokenTarball) return { readable: false, fault: error.finding };
    throw error;
  }
}

async function readEntries(bytes: ByteReader, { keep, sink }: ReadOptions) {
  const entries: RawEntry[] = [];
  const files: TarballFile[] = [];
  const kept = new Map<string, Buffer>();
  let keptBytes = 0;
  for await (const { header, path: archivePath } of headers(bytes)) {
    if (entries.length === maxEntries) throw tooLarge('entries', String(maxEntries), `more than ${maxEntries}`);
    const size = sizeOf(header);
    const entry: RawEntry = { archivePath, type: header.type, mode: (header.mode ?? 0) & 0o7777 };
    if (header.linkpath) entry.linkTarget = header.linkpath;
    entries.push(entry);
    const path = archivePath.slice(archivePath.indexOf('/') + 1);
    const wanted = isFile(entry) && keep(path, size);
    if (wanted) keptBytes += size;
    if (keptBytes > maxKeptBytes) throw tooLarge(path, `${maxKeptBytes} bytes with its like`, `${keptBytes} bytes`);
    await using into = isFile(entry) ? await sink?.(path) : undefined;
    const { sha256, head, all } = await readBody(bytes, size, archivePath, wanted, into);
    if (!isFile(entry)) continue;
    files.push({ path, size, mode: entry.mode, sha256, head });
    if (wanted) kept.set(path, Buffer.concat(all));
  }
  return { entries, files, kept };
}

const isFile = (entry: RawEntry): boolean => ['File', 'OldFile', 'ContiguousFile'].includes(entry.type);

/** The headers of entries, with what extended headers (pax, GNU long names) say of them; ends at the end mark. */
async function* headers(bytes: ByteReader): AsyncGenerator<{ header: Header; path: string }> {
  let local: Pax | undefined;
  let global: Pax | undefined;
  for (;;) {
    const block = await bytes.take(blockSize);
    if (block.length < blockSize) throw truncated('the end mark (two empty blocks) is missing');
    const at = bytes.position - blockSize;
    const header = decode(block, at, local, global);
    if (header.nullBlock) return await expectOnlyZeros(bytes, local !== undefined);
    if (!header.cksumValid) throw corrupt(`wrong checksum in the header at byte ${at}`);
    const path = header.path;
    if (!path) throw corrupt(`an entry without a name at byte ${at}`);
    switch (header.type) {
      case 'ExtendedHeader':
      case 'OldExtendedHeader':
        local = Pax.parse(await paxText(bytes, header), local);
        break;
      case 'GlobalExtendedHeader':
        global = Pax.parse(await paxText(bytes, header), global, true);
        break;
      case 'NextFileHasLongPath':
      case 'OldGnuLongPath':
        local = new Pax({ ...local, path: cString(await metaBytes(bytes, header)) });
        break;
      case 'NextFileHasLongLinkpath':
        local = new Pax({ ...local, linkpath: cString(await metaBytes(bytes, header)) });
        break;
      default:
        yield { header, path };
        local = undefined;
    }
  }
}

/** `tar` throws for numbers that it cannot represent, and for nothing else. */
function decode(block: Buffer, at: number, local: Pax | undefined, global: Pax | undefined): Header {
  try {
    return new Header(block, 0, local, global);
  } catch (error) {
    throw corrupt(`a wrong number in the header at byte ${at}: ${error instanceof Error ? error.message : error}`);
  }
}

async function expectOnlyZeros(bytes: ByteReader, dangling: boolean): Promise<void> {
  if (dangling) throw corrupt('an extended header without an entry after it');
  const second = await bytes.take(blockSize);
  if (second.length < blockSize) throw truncated('the second block of the end mark is missing');
  if (!isZero(second)) throw trailing(bytes.position - blockSize);
  for await (const rest of bytes.slices(Number.POSITIVE_INFINITY)) {
    if (!isZero(rest)) throw trailing(bytes.position - rest.length);
  }
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

async function readBody(bytes: ByteReader, size: number, path: string, keepAll: boolean, sink?: Sink) {
  const hash = createHash('sha256');
  const all: Buffer[] = [];
  let head: Buffer = Buffer.alloc(0);
  let left = size;
  for await (const piece of bytes.slices(size)) {
    hash.update(piece);
    if (keepAll) all.push(piece);
    await sink?.write(piece);
    if (head.length < headBytes) head = Buffer.concat([head, piece.subarray(0, headBytes - head.length)]);
    left -= piece.length;
  }
  const padding = (blockSize - (size % blockSize)) % blockSize;
  if (left > 0 || (await bytes.take(padding)).length < padding) {
    throw truncated(`${left} bytes of ${path} are missing`);
  }
  return { sha256: hash.digest('hex'), head, all };
}

async function metaBytes(bytes: ByteReader, header: Header): Promise<Buffer> {
  const size = sizeOf(header);
  if (size > maxMetaBytes) throw tooLarge('an extended header', `${maxMetaBytes} bytes`, `${size} bytes`);
  const { all } = await readBody(bytes, size, 'an extended header', true);
  return Buffer.concat(all);
}

/**
 * The records of a pax header, `<length> <key>=<value>\n`. Pax.parse passes over what it does not understand,
 * where another tar would see another name: such a header is refused.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
 */
async function paxText(bytes: ByteReader, header: Header): Promise<string> {
  const text = (await metaBytes(bytes, header)).toString('utf8');
  const lines = text.replace(/\n$/, '').split('\n');
  const sound = lines.every((line) => {
    const length = /^(\d+) [^=]+=[^\0]*$/.exec(line)?.[1];
    return length !== undefined && Number(length) === Buffer.byteLength(line) + 1;
  });
  if (!sound) throw corrupt('an extended header with a malformed record');
  return text;
}

function sizeOf(header: Header): number {
  const { size } = header;
  if (size === undefined || !Number.isSafeInteger(size) || size < 0) {
    throw corrupt(`no usable size for ${header.path ?? 'an entry'}`);
  }
  return size;
}

const cString = (bytes: Buffer): string => bytes.toString('utf8').replace(/\0.*$/s, '');
const truncated = (detail: string): BrokenTarball => new BrokenTarball(finding('tarball-truncated', { detail }));
const corrupt = (detail: string): BrokenTarball => new BrokenTarball(finding('tarball-corrupt', { detail }));
const trailing = (at: number): BrokenTarball =>
  new BrokenTarball(finding('tarball-trailing-data', { detail: `behind the end mark, at byte ${at} of the archive` }));
