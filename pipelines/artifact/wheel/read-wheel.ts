/** Reads a wheel once, within limits: the names and hashes of what is in it, and its own description of itself. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { placesOf, unpack, type ZipPlace } from './zip-data.ts';
import { readZipDirectory, type ZipEntry, ZipFault } from './zip-directory.ts';

const algorithms = ['sha256', 'sha384', 'sha512'] as const;
type Algorithm = (typeof algorithms)[number];

export interface WheelFile extends ZipEntry {
  /** base64url without padding, as RECORD has it, of those algorithms that RECORD uses */
  digests: Readonly<Partial<Record<Algorithm, string>>>;
}

export interface WheelReading {
  /** the directory entries of the zip are left out */
  files: WheelFile[];
  /** everything in the zip, in its order */
  entries: ZipEntry[];
  /** the texts of the `.dist-info` directory by their name in it: RECORD, METADATA, WHEEL, entry_points.txt */
  texts: ReadonlyMap<string, string>;
  /** names of the `.dist-info` directories; there should be one */
  infoDirs: string[];
}

/** Unpacked; the largest wheels on PyPI are about a gigabyte. */
export const maxWheelBytes = 2 * 1024 ** 3;
/** As in the tarball: a bomb has a ratio of about 1000. */
const maxRatio = 250;
const ratioCountsFrom = 32 * 1024 ** 2;
const maxTextBytes = 2 * 1024 ** 2;
const wantedTexts = new Set(['RECORD', 'METADATA', 'WHEEL', 'entry_points.txt']);

/**
 * @param left how many bytes may be unpacked
 * @throws ZipFault when the zip cannot be trusted or is beyond a limit
 */
export async function readWheel(path: string, left: number, signal: AbortSignal | undefined): Promise<WheelReading> {
  await using file = await open(path);
  const { entries, startsAt } = await readZipDirectory(file);
  const { size: packed } = await file.stat();
  const unpacked = entries.reduce((sum, { size }) => sum + size, 0);
  if (unpacked > left || (unpacked > ratioCountsFrom && unpacked > maxRatio * packed)) {
    throw new ZipFault(`it unpacks to ${unpacked} bytes, from ${packed}`);
  }
  const places = await placesOf(file, entries, startsAt);
  const files: WheelFile[] = [];
  const texts = new Map<string, string>();
  // RECORD first: it says how the others are hashed.
  for (const place of places.toSorted((a, b) => Number(isRecord(b)) - Number(isRecord(a)))) {
    if (place.entry.name.endsWith('/')) continue;
    const record = texts.get('RECORD') ?? '';
    const used = algorithms.filter((each) => record.includes(`,${each}=`));
    const { digests, text } = await readFileOf(file, place, used, signal);
    files.push({ ...place.entry, digests });
    const name = /^[^/]+\.dist-info\/([^/]+)$/.exec(place.entry.name)?.[1];
    if (name !== undefined && text !== undefined) texts.set(name, text);
  }
  const infoDirs = files.flatMap(({ name }) => /^([^/]+\.dist-info)\//.exec(name)?.[1] ?? []);
  return { files, entries, texts, infoDirs: [...new Set(infoDirs)] };
}

const isRecord = ({ entry }: ZipPlace): boolean => /^[^/]+\.dist-info\/RECORD$/.test(entry.name);

async function readFileOf(
  file: FileHandle,
  place: ZipPlace,
  used: readonly Algorithm[],
  signal: AbortSignal | undefined,
) {
  const { name, size } = place.entry;
  const isText = wantedTexts.has(name.slice(name.lastIndexOf('/') + 1)) && /^[^/]+\.dist-info\/[^/]+$/.test(name);
  if (isText && size > maxTextBytes) throw new ZipFault(`${name} has more than ${maxTextBytes} bytes`);
  const hashes = used.map((name) => ({ name, hash: createHash(name) }));
  const pieces: Buffer[] = [];
  for await (const piece of unpack(file, place, signal)) {
    for (const { hash } of hashes) hash.update(piece);
    if (isText) pieces.push(piece);
  }
  return {
    digests: Object.fromEntries(hashes.map(({ name, hash }) => [name, hash.digest('base64url')])),
    text: isText ? Buffer.concat(pieces).toString('utf8') : undefined,
  };
}
