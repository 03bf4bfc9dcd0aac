/** What a Python wheel says of its own version, in its name and in its metadata. */
import { posix } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { errorCode } from '../../smoke/process/error-code.ts';

/** The metadata's version, or why it cannot be read. */
export type WheelVersion = { found: string } | { missing: string };

/** The version in the name of a wheel. @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
export function versionInName(file: string): string | undefined {
  return /^[^-]+-([^-]+)(?:-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl$/.exec(posix.basename(file))?.[1];
}

/** More than any METADATA has: whole manuals are part of some. */
const maxMetadataBytes = 4 * 1024 ** 2;

/** @param wheel the bytes of the file, a zip archive */
export function versionInMetadata(wheel: Buffer): WheelVersion {
  try {
    const metadata = entryOf(wheel, /^[^/]+\.dist-info\/METADATA$/);
    if (metadata === undefined) return { missing: 'it has no METADATA' };
    const [headers = ''] = metadata.toString('utf8').split(/\r?\n\r?\n/, 1);
    const version = /^Version:[ \t]*(\S+)[ \t]*$/im.exec(headers)?.[1];
    return version === undefined ? { missing: 'its METADATA has no version' } : { found: version };
  } catch (error) {
    // Numbers that lead outside of the file, and data that is not compressed as the archive says.
    if (!(error instanceof RangeError) && !(error instanceof Error && errorCode(error)?.startsWith('Z_'))) throw error;
    return { missing: `it is no sound zip archive: ${error.message}` };
  }
}

/**
 * The bytes of the first file whose name is like `name`.
 * @throws RangeError, and errors of zlib, for an archive that is broken
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.7, 4.3.12, 4.3.16
 */
function entryOf(zip: Buffer, name: RegExp): Buffer | undefined {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new RangeError('it has no directory');
  const entries = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < entries; index += 1) {
    if (zip.toString('latin1', at, at + 4) !== 'PK\x01\x02') throw new RangeError(`no entry at byte ${at}`);
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const nameEnd = at + 46 + (nameLength ?? 0);
    if (name.test(zip.toString('utf8', at + 46, nameEnd))) return contentOf(zip, at);
    at = nameEnd + (extra ?? 0) + (comment ?? 0);
  }
  return undefined;
}

/** @param at offset of the entry in the directory */
function contentOf(zip: Buffer, at: number): Buffer {
  const [method, size, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + size);
  if (bytes.length < size) throw new RangeError('it ends in the middle of a file');
  if (method === 0) return bytes;
  if (method === 8) return inflateRawSync(bytes, { maxOutputLength: maxMetadataBytes });
  throw new RangeError(`a file is compressed by method ${method}`);
}
