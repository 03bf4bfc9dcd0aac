/** The events of a run as they come, until it ends, in whatever way. */
import { closeSync, openSync, readSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunEvent } from '../../schemas/types.ts';
import { runPlaces } from './places.ts';
import { hasEnded } from './read.ts';
import { parseEvent, readRun } from './read-run.ts';
import { hasCode } from './system-error.ts';

const pollMs = 200;

/** All events so far, and the next ones until the run has ended, or `signal` is aborted. */
export async function* followEvents(workdir: string, runId: string, signal?: AbortSignal): AsyncGenerator<RunEvent> {
  const { eventsFile } = runPlaces(workdir, runId);
  let offset = 0;
  let rest = Buffer.alloc(0);
  for (;;) {
    // Looked at before the file: what is written until the end is still read.
    const over = hasEnded(readRun(workdir, runId));
    const added = readFrom(eventsFile, offset);
    offset += added.length;
    const bytes = Buffer.concat([rest, added]);
    const end = bytes.lastIndexOf('\n') + 1;
    rest = bytes.subarray(end);
    for (const line of bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1)) {
      const event = parseEvent(line);
      if (event) yield event;
    }
    if (over || signal?.aborted) return;
    await delay(pollMs, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      if (!hasCode(error, 'ABORT_ERR')) throw error;
    });
  }
}

function readFrom(file: string, offset: number): Buffer {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  }
  try {
    const chunks: Buffer[] = [];
    for (let at = offset; ; ) {
      const chunk = Buffer.alloc(65_536);
      const bytes = readSync(fd, chunk, 0, chunk.length, at);
      if (bytes === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, bytes));
      at += bytes;
    }
  } finally {
    closeSync(fd);
  }
}
