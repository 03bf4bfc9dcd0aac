/** The bytes of the entries of a zip file, as a stream within what its directory says. */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { exactly, methodOf, nameOf, type ZipEntry, ZipFault } from './zip-directory.ts';

const localBytes = 30;
const pieceBytes = 64 * 1024;
const localSignature = 0x04034b50;
const described = 0x0008;

/** Where an entry begins and ends in the file, its local header included. */
export interface ZipPlace {
  entry: ZipEntry;
  dataAt: number;
  endsAt: number;
}

/**
 * Looks at the local header of every entry: it must say what the directory says, and none may lie over another.
 * @param directoryAt where the directory begins: behind all data
 * @throws ZipFault
 */
export async function placesOf(
  file: FileHandle,
  entries: readonly ZipEntry[],
  directoryAt: number,
): Promise<ZipPlace[]> {
  const places: ZipPlace[] = [];
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.at - b.at)) {
    if (entry.at < end) throw new ZipFault(`${entry.name} lies over another entry`);
    const place = await placeOf(file, entry);
    end = place.endsAt;
    if (end > directoryAt) throw new ZipFault(`${entry.name} reaches into the directory`);
    places.push(place);
  }
  return places;
}

async function placeOf(file: FileHandle, entry: ZipEntry): Promise<ZipPlace> {
  const header = await exactly(file, entry.at, localBytes);
  if (header.readUInt32LE(0) !== localSignature) throw new ZipFault(`${entry.name} has no header`);
  const flags = header.readUInt16LE(6);
  const [nameLength, extraLength] = [header.readUInt16LE(26), header.readUInt16LE(28)];
  const name = nameOf(await exactly(file, entry.at + localBytes, nameLength), flags);
  if (name !== entry.name) throw new ZipFault(`${entry.name} is called ${name} in its own header`);
  if (methodOf(header.readUInt16LE(8), name) !== entry.method) throw new ZipFault(`${name} has two methods`);
  const [crc, packed, size] = [14, 18, 22].map((at) => header.readUInt32LE(at));
  const same = crc === entry.crc && packed === entry.packed && size === entry.size;
  // Who writes to a pipe knows them afterwards only, and puts zeros here.
  const unknown = (flags & described) !== 0 && crc === 0 && packed === 0 && size === 0;
  if (!same && !unknown) throw new ZipFault(`${name} has other sizes in its own header`);
  const dataAt = entry.at + localBytes + nameLength + extraLength;
  return { entry, dataAt, endsAt: dataAt + entry.packed };
}

/**
 * The unpacked bytes of an entry, piece by piece: never more than the directory says.
 * @throws ZipFault when there are more or fewer, or other ones
 */
export async function* unpack(
  file: FileHandle,
  { entry, dataAt }: ZipPlace,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  let [left, crc] = [entry.size, 0];
  const packed = piecesOf(file, dataAt, entry.packed, signal);
  for await (const piece of entry.method === 'stored' ? packed : inflated(packed, entry)) {
    left -= piece.length;
    if (left < 0) throw new ZipFault(`${entry.name} has more bytes than it says`);
    crc = crc32(piece, crc);
    yield piece;
  }
  if (left > 0) throw new ZipFault(`${entry.name} has ${left} bytes less than it says`);
  if (crc !== entry.crc) throw new ZipFault(`${entry.name} has another checksum than it says`);
}

async function* piecesOf(
  file: FileHandle,
  from: number,
  length: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for (let at = from; at < from + length; at += pieceBytes) {
    signal?.throwIfAborted();
    yield await exactly(file, at, Math.min(pieceBytes, from + length - at));
  }
}

async function* inflated(packed: AsyncGenerator<Buffer>, entry: ZipEntry): AsyncGenerator<Buffer> {
  const { name } = entry;
  // Of a small entry a whole piece would be garbage, and a wheel has many small entries; zlib wants 64 bytes at least.
  const inflate = createInflateRaw({ chunkSize: Math.max(64, Math.min(pieceBytes, entry.size)) });
  const source = Readable.from(packed);
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    yield* inflate as AsyncIterable<Buffer>;
    if (inflate.bytesWritten < entry.packed) throw new ZipFault(`${name} has bytes behind its data`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'Z_DATA_ERROR' || error.code === 'Z_BUF_ERROR')) {
      throw new ZipFault(`${name} is damaged: ${error.message}`);
    }
    throw error;
  } finally {
    source.destroy();
    inflate.destroy();
  }
}
