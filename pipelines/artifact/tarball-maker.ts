/** Makes tarballs for tests, sound and hostile: every byte of a header can be chosen. */
import { gzipSync } from 'node:zlib';

export interface MadeEntry {
  /** bytes, for a name that is not UTF-8 */
  path: string | Buffer;
  content?: string | Buffer;
  /** the type's character in a tar header: 0 file, 1 hard link, 2 symbolic link, 3 device, 5 directory, 6 fifo, x pax ... */
  type?: string;
  mode?: number;
  linkTarget?: string;
  /** the field of a ustar header that stands before the path */
  prefix?: string;
  /** what the header says, when it is not the size of the content */
  size?: number;
}

const block = 512;

/** A tar archive of `entries`; without `end` the two empty blocks at its end are left out. */
export function tar(entries: readonly MadeEntry[], { end = true } = {}): Buffer {
  return Buffer.concat([...entries.flatMap(entryBlocks), Buffer.alloc(end ? 2 * block : 0)]);
}

/** A gzipped archive of `entries`. */
export function tgz(entries: readonly MadeEntry[]): Buffer {
  return gzipSync(tar(entries));
}

/** An entry whose path is in a pax header before it; `record` can be anything. */
export function paxEntry(record: string, entry: MadeEntry): MadeEntry[] {
  return [{ path: 'PaxHeader/entry', type: 'x', content: record }, entry];
}

/** `28 path=package/some/long.js\n`: the length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (String(length).length + Buffer.byteLength(rest) !== length) length += 1;
  return `${length}${rest}`;
}

function entryBlocks({
  path,
  content = '',
  type = '0',
  mode = 0o644,
  linkTarget = '',
  prefix = '',
  size,
}: MadeEntry): Buffer[] {
  const body = Buffer.from(content);
  const header = Buffer.alloc(block);
  Buffer.from(path).copy(header, 0, 0, 100);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size ?? body.length, 12), 124);
  header.write(octal(499162500, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(linkTarget, 157, 100);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(prefix, 345, 155);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, body, Buffer.alloc((block - (body.length % block)) % block)];
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
