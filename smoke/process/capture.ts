import { closeSync, openSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { StreamName, TeeError } from './command-result.ts';
import { errorCode } from './error-code.ts';

export interface CaptureOptions {
  readonly stream: StreamName;
  readonly limitBytes: number;
  /** File for the evidence; undefined for none. */
  readonly tee: string | undefined;
  readonly onOutput: ((stream: StreamName, chunk: Buffer) => void) | undefined;
  /** Called when reading fails or `onOutput` throws: neither is the command's fault. */
  readonly onFault: (error: unknown) => void;
}

/** What one stream of a command delivers. */
export interface Capture {
  /** To be called in the tick of the spawn. A stream that could not be made is as one that ended empty. */
  attach(readable: Readable | null | undefined): void;
  /** Bytes so far, kept or not. */
  bytes(): number;
  truncated(): boolean;
  /** The bytes kept, decoded in one piece; of a character cut by the limit nothing is left. */
  text(): string;
  hasEnded(): boolean;
  readonly ended: Promise<void>;
  /** Closes our side of the pipe and the evidence file. */
  close(): void;
  teeError(): TeeError | undefined;
}

/**
 * Reads a stream as fast as it comes, so that the command never waits for us. The evidence is written synchronously:
 * the pipe is the only buffer, memory stays bounded, and the file is complete when the result is there.
 */
export function captureStream(options: CaptureOptions): Capture {
  const { stream, limitBytes, onOutput, onFault } = options;
  const tee = openTee(options);
  const kept: Buffer[] = [];
  const ended = Promise.withResolvers<void>();
  let attached: Readable | undefined;
  let keptBytes = 0;
  let bytes = 0;
  let over = false;
  const end = (): void => {
    over = true;
    ended.resolve();
  };

  return {
    attach(readable) {
      if (!readable) return end();
      attached = readable;
      readable.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        const room = limitBytes - keptBytes;
        if (room > 0) {
          const part = chunk.subarray(0, room);
          kept.push(part);
          keptBytes += part.length;
        }
        tee.write(chunk);
        try {
          onOutput?.(stream, chunk);
        } catch (error) {
          onFault(error);
        }
      });
      readable.on('error', onFault);
      // The end is known in the turn in which it is read; `close` comes later, after whoever waits has looked again.
      readable.on('end', end);
      readable.on('close', end);
    },
    bytes: () => bytes,
    truncated: () => bytes > keptBytes,
    text: () => new StringDecoder('utf8')[bytes > keptBytes ? 'write' : 'end'](Buffer.concat(kept)),
    hasEnded: () => over,
    ended: ended.promise,
    close() {
      attached?.destroy();
      tee.close();
    },
    teeError: tee.error,
  };
}

interface Tee {
  write(chunk: Buffer): void;
  close(): void;
  error(): TeeError | undefined;
}

/** A file that takes what it can: its first error (a full disk, a missing directory) ends it and is remembered. */
function openTee({ stream, tee: path }: CaptureOptions): Tee {
  let fd: number | undefined;
  let failure: TeeError | undefined;
  const close = (): void => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };
  const guarded = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined || path === undefined || !(error instanceof Error)) throw error;
      failure ??= { stream, path, code, message: error.message };
    }
  };
  guarded(() => {
    if (path !== undefined) fd = openSync(path, 'w');
  });
  return {
    write(chunk) {
      if (fd === undefined) return;
      guarded(() => {
        for (let at = 0; fd !== undefined && at < chunk.length; ) at += writeSync(fd, chunk, at);
      });
      if (failure) guarded(close);
    },
    close: () => guarded(close),
    error: () => failure,
  };
}
