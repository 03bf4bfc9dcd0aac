/** The bytes inside a gzip file as a stream with limits; what is wrong with the file ends the stream with a finding. */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { finding } from '../findings/finding.ts';
import { BrokenTarball, corrupt, tooLarge, trailing, truncated } from './broken-tarball.ts';
import { GzipHeaderFault, readGzipHeader } from './gzip-header.ts';

/** Beyond these a tarball is taken for a bomb. The largest packages on npm are below a tenth of them. */
const maxBytes = 2 * 1024 ** 3;
/** Unpacked bytes per packed byte. Source code reaches about 20, repetitive data 100; a bomb about 1000. */
const maxRatio = 250;
/** Small files may repeat themselves: the ratio counts from here. */
const ratioCountsFrom = 32 * 1024 ** 2;
/** A gzip file of more members is made to keep somebody busy. */
const maxMembers = 64;
/** Larger pieces are not faster, and those that the collector has not yet found unused weigh more. */
const pieceBytes = 64 * 1024;
/** crc32 and size of the data, at the end of each member. */
const trailerBytes = 8;

/**
 * Unpacks a gzip file piece by piece, member by member, as npm does.
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
export class Gunzipped {
  /** members that have begun */
  members = 0;
  readonly #file: string;
  readonly #signal: AbortSignal | undefined;
  #unpacked = 0;

  constructor(file: string, signal: AbortSignal | undefined) {
    this.#file = file;
    this.#signal = signal;
  }

  /** @throws BrokenTarball when the file is empty, not gzip, truncated, damaged, beyond a limit, or has data after its end */
  async *pieces(): AsyncGenerator<Buffer> {
    await using handle = await open(this.#file);
    const { size } = await handle.stat();
    await expectGzip(handle);
    for (let at = 0; at < size; ) {
      if (this.members > 0 && !(await isMember(handle, at))) {
        throw trailing(`${size - at} bytes behind the compressed data`);
      }
      this.members += 1;
      if (this.members > maxMembers) throw tooLarge('gzip members', String(maxMembers), `more than ${maxMembers}`);
      at = yield* this.#member(handle, await bodyOf(handle, at), size);
    }
  }

  /** @param at where the compressed data of the member begin. @returns where the member ends */
  async *#member(handle: FileHandle, at: number, size: number): AsyncGenerator<Buffer, number> {
    const source = createReadStream(this.#file, { start: at, ...(this.#signal ? { signal: this.#signal } : {}) });
    const inflate = createInflateRaw({ chunkSize: pieceBytes });
    source.on('error', (error) => inflate.destroy(error));
    source.pipe(inflate);
    let [crc, length] = [0, 0];
    try {
      for await (const chunk of inflate as AsyncIterable<Buffer>) {
        this.#unpacked += chunk.length;
        expectWithinLimits(this.#unpacked, size);
        crc = crc32(chunk, crc);
        length += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw brokenData(error) ?? error;
    } finally {
      source.destroy();
      inflate.destroy();
    }
    const end = at + inflate.bytesWritten;
    const trailer = await readAt(handle, end, trailerBytes);
    if (trailer.length < trailerBytes) throw truncated('the checksum behind the compressed data is missing');
    if (trailer.readUInt32LE(0) !== crc) throw corrupt('gzip: incorrect data check');
    if (trailer.readUInt32LE(4) !== length % 2 ** 32) throw corrupt('gzip: incorrect length check');
    return end + trailerBytes;
  }
}

async function expectGzip(handle: FileHandle): Promise<void> {
  const magic = await readAt(handle, 0, 2);
  if (magic.length === 0) throw new BrokenTarball(finding('tarball-empty', { found: 'an empty file' }));
  if (magic[0] === 0x1f && magic[1] === 0x8b) return;
  const found = magic.toString('hex').replace(/(..)\B/g, '$1 ');
  throw new BrokenTarball(finding('tarball-not-gzip', { found }));
}

async function isMember(handle: FileHandle, at: number): Promise<boolean> {
  const magic = await readAt(handle, at, 2);
  return magic[0] === 0x1f && magic[1] === 0x8b;
}

/** Where the compressed data of the member at `at` begin. */
async function bodyOf(handle: FileHandle, at: number): Promise<number> {
  try {
    return at + (await readGzipHeader((offset, length) => readAt(handle, at + offset, length)));
  } catch (error) {
    if (!(error instanceof GzipHeaderFault)) throw error;
    throw error.ended ? truncated('the gzip header is cut off') : corrupt(`gzip: ${error.message}`);
  }
}

/** Fewer bytes than asked for at the end of the file. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function expectWithinLimits(unpacked: number, packed: number): void {
  if (unpacked > maxBytes) {
    throw tooLarge('unpacked size', `${maxBytes} bytes`, `more than ${maxBytes} bytes`);
  }
  if (unpacked > ratioCountsFrom && unpacked > maxRatio * packed) {
    throw tooLarge('unpacked size', `${maxRatio} times the packed ${packed} bytes`, `${unpacked} bytes and more`);
  }
}

function brokenData(error: unknown): BrokenTarball | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'Z_BUF_ERROR') return truncated('the compressed data is cut off');
  return error.code === 'Z_DATA_ERROR' ? corrupt(`gzip: ${error.message}`) : undefined;
}
