/** What a Python wheel says of its own version in its metadata. */
import { open } from 'node:fs/promises';
import { placesOf, unpack } from '../artifact/wheel/zip-data.ts';
import { readZipDirectory, ZipFault } from '../artifact/wheel/zip-directory.ts';

/** More than any METADATA has: whole manuals are part of some. */
const maxBytes = 4 * 1024 ** 2;

/**
 * The version in METADATA; nothing else of the wheel is unpacked.
 * @param path of a regular file, absolute
 * @returns why it cannot be read where it cannot
 */
export async function versionInMetadata(path: string): Promise<{ found: string } | { missing: string }> {
  try {
    await using file = await open(path);
    const { entries, startsAt } = await readZipDirectory(file);
    const places = await placesOf(file, entries, startsAt);
    const place = places.find(({ entry }) => /^[^/]+\.dist-info\/METADATA$/.test(entry.name));
    if (!place) return { missing: 'it has no METADATA' };
    if (place.entry.size > maxBytes) return { missing: `its METADATA has ${place.entry.size} bytes` };
    const pieces: Buffer[] = [];
    for await (const piece of unpack(file, place, undefined)) pieces.push(piece);
    const [headers = ''] = Buffer.concat(pieces)
      .toString('utf8')
      .split(/\r?\n\r?\n/, 1);
    const version = /^Version:[ \t]*(\S+)[ \t]*$/im.exec(headers)?.[1];
    return version === undefined ? { missing: 'its METADATA has no version' } : { found: version };
  } catch (error) {
    if (error instanceof ZipFault) return { missing: `it is no sound wheel: ${error.message}` };
    throw error;
  }
}
