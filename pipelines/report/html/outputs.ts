/** What the commands of a run printed, on its way into the page: compressed, so that a page with many megabytes opens at once. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hasCode } from '../../run/system-error.ts';

/** Of a longer output its beginning and its end are shown, this much of each, in bytes. */
const shownOfEachEnd = 1024 * 1024;

export type Output =
  /** `data` is gzip in base64; `left` bytes in the middle are left out */
  | { kind: 'embedded'; href: string; bytes: number; left: number; data: string }
  | { kind: 'empty' }
  | { kind: 'missing'; why: string };

export interface OutputPlaces {
  /** where the run's directory was when the report was made, absolute */
  recordedIn: string;
  /** where it is now, absolute; the page is to stand in it */
  dir: string;
}

/** @param file as the report has it, absolute; only what is inside the run's directory is read */
export function readOutput(file: string, { recordedIn, dir }: OutputPlaces): Output {
  const inside = relative(recordedIn, file);
  if (inside === '' || inside.startsWith('..') || inside.startsWith(sep)) {
    return { kind: 'missing', why: 'it is not in the directory of the run' };
  }
  const text = readEnds(join(dir, inside));
  if (text === undefined) return { kind: 'missing', why: `${inside} is not there any more` };
  if (text.bytes === 0) return { kind: 'empty' };
  const href = inside.split(sep).map(encodeURIComponent).join('/');
  return {
    kind: 'embedded',
    href,
    bytes: text.bytes,
    left: text.left,
    data: gzipSync(text.content, { level: 4 }).toString('base64'),
  };
}

function readEnds(path: string): { content: Buffer; bytes: number; left: number } | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR', 'ELOOP')) return undefined;
    throw error;
  }
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) return undefined;
    const bytes = found.size;
    if (bytes <= 2 * shownOfEachEnd) return { content: readAt(fd, 0, bytes), bytes, left: 0 };
    const left = bytes - 2 * shownOfEachEnd;
    const gap = Buffer.from(`\n... ${left} bytes are left out here ...\n`);
    return {
      content: Buffer.concat([readAt(fd, 0, shownOfEachEnd), gap, readAt(fd, bytes - shownOfEachEnd, shownOfEachEnd)]),
      bytes,
      left,
    };
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const some = readSync(fd, buffer, read, length - read, position + read);
    if (some === 0) break;
    read += some;
  }
  return buffer.subarray(0, read);
}
