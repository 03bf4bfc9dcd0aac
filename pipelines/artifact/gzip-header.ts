/** The header of a gzip member: how long it is, and whether it is one. */

/** It is none, or it ends too early (`ended`). */
export class GzipHeaderFault extends Error {
  override name = 'GzipHeaderFault';
  readonly ended: boolean;
  constructor(message: string, ended = false) {
    super(message);
    this.ended = ended;
  }
}

const fixedBytes = 10;
const deflate = 8;
const flags = { crc: 0x02, extra: 0x04, name: 0x08, comment: 0x10, reserved: 0xe0 };
/** gzip sets no limit; nobody writes more. */
const maxText = 64 * 1024;

/**
 * @param read bytes of the member, fewer where the file ends
 * @returns its length in bytes: the compressed data follow
 * @throws GzipHeaderFault
 * @see https://www.rfc-editor.org/rfc/rfc1952#section-2.3
 */
export async function readGzipHeader(read: (offset: number, length: number) => Promise<Buffer>): Promise<number> {
  const fixed = await exactly(read, 0, fixedBytes);
  if (fixed[2] !== deflate) throw new GzipHeaderFault('unknown compression method');
  const set = fixed[3] ?? 0;
  if (set & flags.reserved) throw new GzipHeaderFault('unknown header flags set');
  let length = fixedBytes;
  if (set & flags.extra) length += 2 + (await exactly(read, length, 2)).readUInt16LE(0);
  if (set & flags.name) length += await textLength(read, length);
  if (set & flags.comment) length += await textLength(read, length);
  if (set & flags.crc) length += 2;
  return length;
}

async function exactly(
  read: (offset: number, length: number) => Promise<Buffer>,
  offset: number,
  length: number,
): Promise<Buffer> {
  const bytes = await read(offset, length);
  if (bytes.length < length) throw new GzipHeaderFault('the header is cut off', true);
  return bytes;
}

/** With the zero at its end. */
async function textLength(read: (offset: number, length: number) => Promise<Buffer>, offset: number): Promise<number> {
  const bytes = await read(offset, maxText);
  const end = bytes.indexOf(0);
  if (end >= 0) return end + 1;
  if (bytes.length < maxText) throw new GzipHeaderFault('the header is cut off', true);
  throw new GzipHeaderFault('a name or a comment without an end');
}
