/** events.jsonl: one event a line, appended as it happens. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { RunEvent } from '../../schemas/types.ts';

export interface EventLog {
  /** Appends in this tick, so that the file has the order of the calls. Throws what the file system says. */
  append: (event: RunEvent) => void;
  close: () => void;
}

/** Makes `file`, which must not be there yet. Throws what the file system says. */
export function createEventLog(file: string): EventLog {
  const fd = openSync(file, 'ax', 0o644);
  let halfLine = false;
  return {
    append: (event) => {
      const line = Buffer.from(`${halfLine ? '\n' : ''}${JSON.stringify(event)}\n`);
      let written = 0;
      try {
        while (written < line.length) written += writeSync(fd, line, written);
        halfLine = false;
      } finally {
        // A full disk can cut a line; the next one then starts on a line of its own.
        if (written > 0 && written < line.length) halfLine = true;
      }
    },
    close: () => closeSync(fd),
  };
}
