/** stdout is the result. All of it arrives, also through a slow pipe; a reader that leaves early is no error of ours. */
import { hasCode } from '../run/system-error.ts';

/** A stream that may lose its reader; one without `on` does not. */
export interface ClosableStream {
  isTTY?: boolean | undefined;
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

/** What is needed of the stream of the result; `process.stdout` is one. */
export interface ResultStream extends ClosableStream {
  write(text: string, done?: (error?: Error | null) => void): unknown;
}

const tolerated = new WeakSet<ClosableStream>();
/** Errors that the caller of `writeResult` has been given; the stream tells them a second time. */
const delivered = new WeakSet<Error>();

/**
 * From now on a reader of `stream` that has gone (`| head`, a closed terminal) ends nothing and prints nothing; the
 * exit code stays what the run makes it. Any other error of the stream is thrown. May be called twice.
 */
export function tolerateClosedReader(stream: ClosableStream): void {
  if (tolerated.has(stream)) return;
  tolerated.add(stream);
  stream.on?.('error', (error) => {
    if (!readerHasGone(stream, error) && !delivered.has(error)) throw error;
  });
}

/**
 * Writes the result and resolves when all of it is with the system, so that the process may end then.
 * Set `process.exitCode`, do not call `process.exit()` before this has resolved: what a slow reader has not taken is lost.
 * @returns whether somebody read it to the end
 * @throws what else the system says, ENOSPC for one
 */
export function writeResult(text: string, stream: ResultStream = process.stdout): Promise<'written' | 'reader gone'> {
  tolerateClosedReader(stream);
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (!error) resolve('written');
      else if (readerHasGone(stream, error)) resolve('reader gone');
      else {
        delivered.add(error);
        reject(error);
      }
    });
  });
}

function readerHasGone(stream: ClosableStream, error: Error): boolean {
  return hasCode(error, 'EPIPE', 'ERR_STREAM_DESTROYED') || (stream.isTTY === true && hasCode(error, 'EIO'));
}
