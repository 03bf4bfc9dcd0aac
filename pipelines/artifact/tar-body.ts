/** The bytes of one entry. */
import { createHash } from 'node:crypto';
import { truncated } from './broken-tarball.ts';
import type { ByteReader } from './byte-reader.ts';

/** Takes the bytes of one file, piece by piece; disposed when the file has ended or the reading has failed. */
export interface Sink extends AsyncDisposable {
  write: (piece: Buffer) => Promise<void>;
}

/** Archives consist of blocks; a body is filled up to whole ones. */
export const blockSize = 512;
const headBytes = 256;
const nothing: readonly Buffer[] = [];
const empty = { digest: createHash('sha256').digest(), head: Buffer.alloc(0), all: nothing };

/**
 * Reads the body of an entry, and the rest of its last block.
 * @returns the digest of its sha256, its first bytes, and with `keepAll` all of them in pieces
 * @throws BrokenTarball when the archive ends before
 */
export async function readBody(bytes: ByteReader, size: number, path: string, keepAll: boolean, sink?: Sink) {
  // Packages have many empty files, and an archive of nothing else has the most of all.
  if (size === 0) return empty;
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
  return { digest: hash.digest(), head, all };
}
