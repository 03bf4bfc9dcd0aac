/**
 * The table of contents of a zip file, read strictly: what another reader could take for another file is refused.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** A zip file that cannot be trusted, with the reason in words. */
export class ZipFault extends Error {
  override name = 'ZipFault';
}

export interface ZipEntry {
  /** as it stands there, nothing cleaned */
  name: string;
  method: 'stored' | 'deflated';
  crc: number;
  /** bytes in the file, and unpacked, as the directory says */
  packed: number;
  size: number;
  /** Unix mode with the type's bits; 0 where a system without them made the file */
  mode: number;
  /** offset of its local header */
  at: number;
}

const endBytes = 22;
const maxComment = 0xffff;
const centralBytes = 46;
const maxDirectoryBytes = 8 * 1024 ** 2;
const maxEntries = 20_000;
const signatures = { end: 0x06054b50, central: 0x02014b50 } as const;
const flag = { encrypted: 0x0001, utf8: 0x0800, masked: 0x2000 } as const;

/** @throws ZipFault */
export async function readZipDirectory(file: FileHandle): Promise<{ entries: ZipEntry[]; startsAt: number }> {
  const { size } = await file.stat();
  const end = await findEnd(file, size);
  const [disk, firstDisk, here, count] = [4, 6, 8, 10].map((at) => end.record.readUInt16LE(at));
  const [length = 0, startsAt = 0] = [12, 16].map((at) => end.record.readUInt32LE(at));
  if (disk !== 0 || firstDisk !== 0 || here !== count) throw new ZipFault('it is one of several disks');
  if (count === 0xffff || length === 0xffffffff || startsAt === 0xffffffff) throw new ZipFault('it is a zip64 file');
  if (startsAt + length !== end.at) throw new ZipFault('its directory is not where its end says');
  if (length > maxDirectoryBytes || (count ?? 0) > maxEntries) {
    throw new ZipFault(`it has more than ${maxEntries} entries or ${maxDirectoryBytes} bytes of names`);
  }
  const directory = await exactly(file, startsAt, length);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at < directory.length) {
    const { entry, next } = entryAt(directory, at);
    entries.push(entry);
    at = next;
  }
  if (entries.length !== count) throw new ZipFault(`its end names ${count} entries, its directory ${entries.length}`);
  return { entries, startsAt };
}

/** `length` bytes. @throws ZipFault where the file ends before */
export async function exactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new ZipFault('it is cut off');
  return buffer;
}

/** The end record is the last thing in the file but for a comment, whose length it says. */
async function findEnd(file: FileHandle, size: number): Promise<{ record: Buffer; at: number }> {
  const from = Math.max(0, size - endBytes - maxComment);
  const tail = await exactly(file, from, size - from);
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== signatures.end) continue;
    if (at + endBytes + tail.readUInt16LE(at + 20) !== tail.length) continue;
    return { record: tail.subarray(at, at + endBytes), at: from + at };
  }
  throw new ZipFault('it has no end record');
}

function entryAt(directory: Buffer, at: number): { entry: ZipEntry; next: number } {
  if (at + centralBytes > directory.length) throw new ZipFault('its directory is cut off');
  const header = directory.subarray(at, at + centralBytes);
  if (header.readUInt32LE(0) !== signatures.central) throw new ZipFault('its directory is damaged');
  const [nameLength = 0, extraLength = 0, commentLength = 0] = [28, 30, 32].map((field) => header.readUInt16LE(field));
  const next = at + centralBytes + nameLength + extraLength + commentLength;
  if (next > directory.length) throw new ZipFault('its directory is cut off');
  const bytes = directory.subarray(at + centralBytes, at + centralBytes + nameLength);
  const flags = header.readUInt16LE(8);
  const name = nameOf(bytes, flags);
  if (flags & (flag.encrypted | flag.masked)) throw new ZipFault(`${name} is encrypted`);
  const [packed, size] = [header.readUInt32LE(20), header.readUInt32LE(24)];
  if (packed === 0xffffffff || size === 0xffffffff) throw new ZipFault('it is a zip64 file');
  if (hasOtherName(directory.subarray(at + centralBytes + nameLength, next - commentLength), bytes)) {
    throw new ZipFault(`${name} has a second name`);
  }
  const entry: ZipEntry = {
    name,
    method: methodOf(header.readUInt16LE(10), name),
    crc: header.readUInt32LE(16),
    packed,
    size,
    mode: header.readUInt8(5) === 3 ? header.readUInt16LE(40) : 0,
    at: header.readUInt32LE(42),
  };
  return { entry, next };
}

export function nameOf(bytes: Buffer, flags: number): string {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) throw new ZipFault('it has a name that is not UTF-8');
  // Without this flag a name is in code page 437, of which ASCII is the half that is the same.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  if (!(flags & flag.utf8) && !/^[\u0000-\u007f]*$/.test(text)) throw new ZipFault('it has a name that is not UTF-8');
  return text;
}

export function methodOf(method: number, name: string): ZipEntry['method'] {
  if (method === 0) return 'stored';
  if (method === 8) return 'deflated';
  throw new ZipFault(`${name} is compressed in a way that Python does not know everywhere (${method})`);
}

/** The Info-ZIP field for a name in UTF-8, which some readers prefer to the name itself. */
function hasOtherName(extra: Buffer, name: Buffer): boolean {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    const field = extra.subarray(at + 4, at + 4 + length);
    if (extra.readUInt16LE(at) === 0x7075 && field.length > 5) {
      return field.readUInt32LE(1) === crc32(name) && !field.subarray(5).equals(name);
    }
    at += 4 + length;
  }
  return false;
}
