/** The bytes inside a gzip file as a stream with limits; what is wrong with the file ends the stream with a finding. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { Finding } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';

/** A tarball cannot be read further. */
export class BrokenTarball extends Error {
  override name = 'BrokenTarball';
  readonly finding: Finding;
  constructor(why: Finding) {
    super(why.message);
    this.finding = why;
  }
}

/** Beyond these a tarball is taken for a bomb. The largest packages on npm are below a tenth of them. */
const maxBytes = 2 * 1024 ** 3;
/** Unpacked bytes per packed byte. Source code reaches about 20, repetitive data 100; a bomb about 1000. */
const maxRatio = 250;
/** Small files may repeat themselves: the ratio counts from here. */
const ratioCountsFrom = 32 * 1024 ** 2;

/**
 * Unpacks `file` piece by piece.
 * @throws BrokenTarball when the file is empty, not gzip, truncated, damaged, beyond a limit, or has data after its end
 */
export async function* gunzipped(file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const size = await expectGzip(file);
  const source = createReadStream(file, signal ? { signal } : {});
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let unpacked = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      expectWithinLimits(unpacked, size);
      yield chunk;
    }
  } catch (error) {
    throw brokenGzip(error) ?? error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (gunzip.bytesWritten < size) {
    const detail = `${size - gunzip.bytesWritten} bytes behind the compressed data`;
    throw new BrokenTarball(finding('tarball-trailing-data', { detail }));
  }
}

/** @returns the size of the file in bytes */
async function expectGzip(file: string): Promise<number> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  if (bytesRead === 0) throw new BrokenTarball(finding('tarball-empty', { found: 'an empty file' }));
  if (buffer[0] !== 0x1f || buffer[1] !== 0x8b) {
    const found = buffer
      .subarray(0, bytesRead)
      .toString('hex')
      .replace(/(..)\B/g, '$1 ');
    throw new BrokenTarball(finding('tarball-not-gzip', { found }));
  }
  return size;
}

function expectWithinLimits(unpacked: number, packed: number): void {
  if (unpacked > maxBytes) {
    throw tooLarge('unpacked size', `${maxBytes} bytes`, `more than ${maxBytes} bytes`);
  }
  if (unpacked > ratioCountsFrom && unpacked > maxRatio * packed) {
    throw tooLarge('unpacked size', `${maxRatio} times the packed ${packed} bytes`, `${unpacked} bytes and more`);
  }
}

/** The fault of a tarball that goes beyond a limit. */
export function tooLarge(what: string, limit: string, found: string): BrokenTarball {
  return new BrokenTarball(finding('tarball-too-large', { what, limit, found }));
}

function brokenGzip(error: unknown): BrokenTarball | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'Z_BUF_ERROR') {
    return new BrokenTarball(finding('tarball-truncated', { detail: 'the compressed data is cut off' }));
  }
  if (error.code !== 'Z_DATA_ERROR') return undefined;
  // The file's own header was seen; behind the data zlib looks for another one.
  return new BrokenTarball(
    error.message === 'incorrect header check'
      ? finding('tarball-trailing-data', { detail: 'bytes behind the compressed data' })
      : finding('tarball-corrupt', { detail: `gzip: ${error.message}` }),
  );
}
