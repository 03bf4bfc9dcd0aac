/** What the commands of a run printed, on its way into the page: compressed, so that a page with many megabytes opens at once. */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Report } from '../../../schemas/types.ts';
import { hasCode } from '../../run/system-error.ts';

/** Of a longer output its beginning and its end are shown, this much of each, in bytes. */
const shownOfEachEnd = 1024 * 1024;
/** All outputs in one page together, as they stand in it; a browser has to hold all of them. */
const maxEmbedded = 32 * 1024 * 1024;

export type Output =
  /** `data` is gzip in base64; `left` bytes in the middle are left out */
  | { kind: 'embedded'; href: string; bytes: number; left: number; data: string }
  /** there, but the page is full */
  | { kind: 'beside'; href: string; bytes: number }
  | { kind: 'empty' }
  | { kind: 'missing'; why: string };

export interface OutputPlaces {
  /** where the run's directory was when the report was made, absolute */
  recordedIn: string;
  /** where it is now, absolute; the page is to stand in it */
  dir: string;
}

/**
 * All outputs that the report names, those of smokes that did not pass first: they are the last to be left out of a
 * page that would be too large.
 * @param most what all may take together; for tests
 * @returns by the file that the report names
 */
export function readOutputs({ smokes }: Report, places: OutputPlaces, most = maxEmbedded): Map<string, Output> {
  const byNeed = [...smokes.filter(({ outcome }) => outcome !== 'passed'), ...smokes];
  const files = byNeed.flatMap(({ record }) =>
    (record?.commands ?? []).flatMap(({ stdoutFile, stderrFile }) => [stdoutFile, stderrFile]),
  );
  let left = most;
  return new Map(
    [...new Set(files)].map((file): [string, Output] => {
      const output = readOutput(file, places);
      if (output.kind !== 'embedded') return [file, output];
      if (output.data.length > left) return [file, { kind: 'beside', href: output.href, bytes: output.bytes }];
      left -= output.data.length;
      return [file, output];
    }),
  );
}

/** @param file as the report has it; only what is inside the run's directory is read */
function readOutput(file: string, { recordedIn, dir }: OutputPlaces): Output {
  const inside = relative(recordedIn, resolve(recordedIn, file));
  if (!isInside(inside)) return { kind: 'missing', why: 'it is not in the directory of the run' };
  const text = readEnds(inside, dir);
  if (text === undefined) return { kind: 'missing', why: `${inside} is not there any more` };
  if (text.bytes === 0) return { kind: 'empty' };
  return {
    kind: 'embedded',
    href: hrefOf(inside),
    bytes: text.bytes,
    left: text.left,
    data: gzipSync(text.content, { level: 4 }).toString('base64'),
  };
}

/** A link to a file below the page's directory: no name can make it an address of another kind. */
export function hrefOf(path: string): string {
  return `./${path
    .split(/[\\/]/)
    .map((name) => encodeURIComponent(name.toWellFormed()))
    .join('/')}`;
}

function isInside(path: string): boolean {
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

function readEnds(inside: string, dir: string): { content: Buffer; bytes: number; left: number } | undefined {
  let fd: number;
  try {
    // A link may lead out of the directory, where it came from another machine.
    const path = realpathSync(join(dir, inside));
    if (!isInside(relative(realpathSync(dir), path))) return undefined;
    // Opening a pipe would wait for whoever writes into it.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR', 'ELOOP', 'ENXIO', 'ENAMETOOLONG')) return undefined;
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
