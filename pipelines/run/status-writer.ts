/** Keeps status.json on the disk up with the status in memory: at most one write in 50 ms, at least one in 2 s. */
import { renameSync } from 'node:fs';
import type { RunStatus } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { replaceFileSync, unlinkIfThere, writeTemporary } from './atomic-file.ts';

const leastBetweenWritesMs = 50;
const heartbeatMs = 2_000;

export interface StatusWriter {
  /** The status has changed: it will be written soon. */
  changed: () => void;
  /** No write lands after this; what is under way is dropped. */
  stop: () => void;
  /** Resolves when nothing of this writer is under way any more. */
  idle: () => Promise<void>;
}

/** One status as the text of its file. @throws SchemaError when it is none */
function statusText(status: RunStatus): string {
  return `${JSON.stringify(parseAs('status', status, 'status.json'), null, 2)}\n`;
}

/** Writes `status` to `file` now, whole. Throws what the file system says. */
export function writeStatusSync(file: string, status: RunStatus): void {
  replaceFileSync(file, statusText(status));
}

/**
 * @param current gives the status of this moment
 * @param onFault is told of every write that failed; the next one is tried all the same
 */
export function startStatusWriter(
  file: string,
  current: () => RunStatus,
  onFault: (error: unknown) => void,
): StatusWriter {
  let stopped = false;
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let lastWrite = Number.NEGATIVE_INFINITY;

  const schedule = (): void => {
    dirty = true;
    if (stopped || timer || writing) return;
    const wait = Math.max(0, lastWrite + leastBetweenWritesMs - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      dirty = false;
      lastWrite = performance.now();
      writing = write()
        .catch(onFault)
        .finally(() => {
          writing = undefined;
          if (dirty) schedule();
        });
    }, wait).unref();
  };

  const write = async (): Promise<void> => {
    const temporary = await writeTemporary(file, statusText(current()));
    // Renamed in this thread: once stopped, no late rename can put an old status over the last one.
    if (stopped) unlinkIfThere(temporary);
    else renameSync(temporary, file);
  };

  const heartbeat = setInterval(schedule, heartbeatMs).unref();

  return {
    changed: schedule,
    stop: () => {
      stopped = true;
      clearInterval(heartbeat);
      clearTimeout(timer);
    },
    idle: () => writing ?? Promise.resolve(),
  };
}
