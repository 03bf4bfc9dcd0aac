import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code.ts';

/**
 * A reader of stdout other than one that takes everything at once. `late`: the pipe is full of what another program
 * wrote, and nothing of it is read before the command has ended, or has waited for a second. `gone`: there was a
 * reader and it has left, as `head` does.
 */
export type OddReader = 'late' | 'gone';

export interface OddPipe {
  /** The writing end, for the command. */
  readonly fd: number;
  /** What the command wrote, once it is read. */
  readonly readable: Readable;
  /** To be called when the command has been started: closes our own writing end. */
  handedOver(): void;
}

const patienceMs = 1000;

/**
 * Opens a pipe for the stdout of a command. A real pipe, of 64 KiB, as shells make them: Node's own are sockets.
 * @param dir a directory that may be written to; nothing is left in it
 * @param ended resolves when the command has ended
 */
export function openOddPipe(reader: OddReader, dir: string, ended: Promise<unknown>): OddPipe {
  const path = join(dir, `.pipe-${randomBytes(4).toString('hex')}`);
  execFileSync('mkfifo', [path], { env: { PATH: '/usr/bin:/bin' } });
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const fillFd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  // Not the one that was filled: a command expects a pipe that makes it wait.
  const fd = openSync(path, constants.O_WRONLY);
  unlinkSync(path);
  const filler = reader === 'late' ? fill(fillFd) : 0;
  closeSync(fillFd);
  if (reader === 'gone') closeSync(readFd);
  return {
    fd,
    readable: Readable.from(
      reader === 'gone' ? [] : readLate(readFd, filler, Promise.race([ended, sleep(patienceMs)])),
    ),
    handedOver: () => closeSync(fd),
  };
}

/** Writes until the pipe takes no more. Returns how many bytes it took. */
function fill(fd: number): number {
  const block = Buffer.alloc(4096, '.');
  let bytes = 0;
  for (;;) {
    try {
      bytes += writeSync(fd, block);
    } catch (error) {
      if (errorCode(error) === 'EAGAIN') return bytes;
      throw error;
    }
  }
}

async function* readLate(fd: number, filler: number, start: Promise<unknown>): AsyncGenerator<Buffer> {
  await start;
  let left = filler;
  // Made only now: it begins to read at once.
  for await (const chunk of new Socket({ fd, readable: true, writable: false })) {
    const bytes: Buffer = Buffer.from(chunk);
    const wanted = bytes.subarray(left);
    left -= bytes.length - wanted.length;
    if (wanted.length > 0) yield wanted;
  }
}
