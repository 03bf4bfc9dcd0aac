/**
 * The headers of a tar archive, and what extended headers say of the entries behind them.
 * They are decoded by `tar`, the library that npm unpacks with, so that both see the same names and sizes.
 */
import { Header } from 'tar/header';
import { Pax } from 'tar/pax';
import { type BrokenTarball, corrupt, tooLarge, trailing, truncated } from './broken-tarball.ts';
import type { ByteReader } from './byte-reader.ts';
import { blockSize, readBody } from './tar-body.ts';

/** Longer paths cannot be made on any system. */
const maxPathBytes = 4096;
/** tar pads an archive to a multiple of 10 KiB by default. */
const maxPadding = 1024 ** 2;
const maxMetaBytes = 1024 ** 2;

export interface EntryHeader {
  header: Header;
  path: string;
  /** of a link */
  target?: string;
  /** the header's own words, where an extended header stands before it */
  overridden?: { path: string; size: number | undefined };
}

/** The headers of entries, with what extended headers (pax, GNU long names) say of them; ends at the end mark. */
export async function* headers(bytes: ByteReader): AsyncGenerator<EntryHeader> {
  let local: Pax | undefined;
  let global: Pax | undefined;
  for (;;) {
    const block = await bytes.take(blockSize);
    if (block.length < blockSize) throw truncated('the end mark (two empty blocks) is missing');
    const at = bytes.position - blockSize;
    const header = decode(block, at, local, global);
    if (header.nullBlock) return await expectOnlyZeros(bytes, local !== undefined);
    if (!header.cksumValid) throw corrupt(`wrong checksum in the header at byte ${at}`);
    // As npm has it at last: an extended header's word stands alone, without the prefix field of the header.
    const path = local?.path ?? header.path;
    const target = local?.linkpath ?? header.linkpath;
    if (!path) throw corrupt(`an entry without a name at byte ${at}`);
    for (const name of [path, target ?? '']) {
      const length = Buffer.byteLength(name);
      if (length > maxPathBytes) throw tooLarge('a path', `${maxPathBytes} bytes`, `${length} bytes`);
    }
    switch (header.type) {
      case 'ExtendedHeader':
      case 'OldExtendedHeader':
        local = Pax.parse(await paxText(bytes, header), local);
        break;
      case 'GlobalExtendedHeader':
        global = Pax.parse(await paxText(bytes, header, contestedOfAll), global, true);
        break;
      case 'NextFileHasLongPath':
      case 'OldGnuLongPath':
        local = new Pax({ ...local, path: cString(await metaBytes(bytes, header)) });
        break;
      case 'NextFileHasLongLinkpath':
        local = new Pax({ ...local, linkpath: cString(await metaBytes(bytes, header)) });
        break;
      default: {
        const bare = (local ?? global) && decode(block, at, undefined, undefined);
        if (header.linkpath && !isLink(header)) {
          throw corrupt(`${path} is no link and has a link target: npm would take its bytes for headers`);
        }
        yield {
          header,
          path,
          ...(target ? { target } : {}),
          ...(bare ? { overridden: { path: bare.path ?? '', size: bare.size } } : {}),
        };
        local = undefined;
      }
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
  if (!isZero(second)) throw behindEnd(bytes.position - blockSize);
  const end = bytes.position;
  for await (const rest of bytes.slices(Number.POSITIVE_INFINITY)) {
    if (!isZero(rest)) throw behindEnd(bytes.position - rest.length);
    if (bytes.position - end > maxPadding) throw tooLarge('padding', `${maxPadding} bytes`, 'more');
  }
}

const zeros = Buffer.alloc(256 * 1024);

function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const piece = bytes.subarray(at, at + zeros.length);
    if (!piece.equals(zeros.subarray(0, piece.length))) return false;
  }
  return true;
}

async function metaBytes(bytes: ByteReader, header: Header): Promise<Buffer> {
  const size = sizeOf(header);
  if (size > maxMetaBytes) throw tooLarge('an extended header', `${maxMetaBytes} bytes`, `${size} bytes`);
  const { all } = await readBody(bytes, size, 'an extended header', true);
  return Buffer.concat(all);
}

/** What makes of an entry another thing for those tools alone that know it. */
const contested = /^(GNU\.sparse\..*|type|mode)$/;
/** One for all entries may not name one of them. */
const contestedOfAll = /^(GNU\.sparse\..*|type|mode|path|linkpath|size)$/;

/**
 * The records of a pax header, `<length> <key>=<value>\n`. Pax.parse passes over what it does not understand,
 * where another tar would see another name: such a header is refused, and so is one that says a thing twice.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
 */
async function paxText(bytes: ByteReader, header: Header, refused = contested): Promise<string> {
  const text = (await metaBytes(bytes, header)).toString('utf8');
  const lines = text.replace(/\n$/, '').split('\n');
  const sound = lines.every((line) => {
    const length = /^(\d+) [^=]+=[^\0]*$/.exec(line)?.[1];
    return length !== undefined && Number(length) === Buffer.byteLength(line) + 1;
  });
  if (!sound) throw corrupt('an extended header with a malformed record');
  const keys = lines.map((line) => line.slice(line.indexOf(' ') + 1, line.indexOf('=')));
  if (new Set(keys).size < keys.length) throw corrupt('an extended header that says one thing twice');
  const odd = keys.find((key) => refused.test(key));
  if (odd !== undefined) throw corrupt(`an extended header with ${odd}, which not every tool obeys`);
  return text;
}

export function sizeOf(header: Header): number {
  const { size } = header;
  if (size === undefined || !Number.isSafeInteger(size) || size < 0) {
    throw corrupt(`no usable size for ${header.path ?? 'an entry'}`);
  }
  return size;
}

export const isLink = ({ type }: Header): boolean => type === 'Link' || type === 'SymbolicLink';
const cString = (bytes: Buffer): string => bytes.toString('utf8').replace(/\0.*$/s, '');
const behindEnd = (at: number): BrokenTarball => trailing(`behind the end mark, at byte ${at} of the archive`);
