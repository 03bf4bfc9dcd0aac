/** A command's output for a reader: all of it when short, else both ends with what was left out between. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../../../smoke/process/error-code.ts';
import { hasCode } from '../../run/system-error.ts';
import { formatBytes, plural } from '../quantities.ts';

/** Shown of each end. */
const endLines = 20;
const endBytes = 4096;

/**
 * Lines of the file without line ends. Reads no more than both ends of it.
 * Of a file that is gone, or may not be read, it says so in one line.
 */
export function excerptOfFile(file: string): string[] {
  try {
    const fd = openSync(file, 'r');
    try {
      return excerpt(file, fd, fstatSync(fd).size);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR')) throw error;
    return [`(cannot be read, ${errorCode(error)}: ${file})`];
  }
}

function excerpt(file: string, fd: number, size: number): string[] {
  if (size === 0) return ['(empty)'];
  if (size <= 2 * endBytes) {
    const lines = linesOf(readAt(fd, 0, size));
    if (lines.length <= 2 * endLines) return lines;
    const left = lines.length - 2 * endLines;
    return [...lines.slice(0, endLines), leftOut(plural(left, 'line'), file), ...lines.slice(-endLines)];
  }
  const head = linesOf(readAt(fd, 0, endBytes)).slice(0, endLines);
  const tail = linesOf(wholeCharacters(readAt(fd, size - endBytes, endBytes))).slice(-endLines);
  const shown = Buffer.byteLength(`${head.join('\n')}\n${tail.join('\n')}\n`);
  return [...head, leftOut(formatBytes(Math.max(0, size - shown)), file), ...tail];
}

function leftOut(amount: string, file: string): string {
  return `... ${amount} left out, all of it is in ${file} ...`;
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
}

/** Without the rest of a character whose beginning was left out (UTF-8 continuation bytes). */
function wholeCharacters(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return bytes.subarray(Math.max(0, start));
}

/** A character that is cut off at the end is dropped. */
function linesOf(bytes: Buffer): string[] {
  const text = new TextDecoder().decode(bytes, { stream: true });
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}
