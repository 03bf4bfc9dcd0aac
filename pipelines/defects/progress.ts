/** Talk on stderr while defects are examined: one repainted line in a terminal, a line a defect elsewhere. */
import type { DefectResult } from '../../schemas/types.ts';
import { formatDuration } from '../report/quantities.ts';
import { type ResultStream, tolerateClosedReader } from '../report/stdout.ts';
import { type Line, renderLine } from '../report/terminal/line.ts';
import { createLiveRegion, type RegionStream } from '../report/terminal/live-region.ts';
import { padded } from '../report/terminal/table.ts';
import { type OutputStream, traitsOf } from '../report/terminal/traits.ts';
import { outcomeWord } from './table.ts';

export interface Progress {
  started(what: string): void;
  /** Of a defect with its result; anything else is only no longer at work. */
  finished(what: string, result?: DefectResult): void;
  /** A line of talk that stays. */
  say(text: string): void;
  /** Takes the repainted line away. May be called twice. */
  close(): void;
}

const repaintMs = 200;

/** @param total how many defects there are */
export function createProgress(
  stderr: ResultStream & OutputStream & RegionStream,
  env: NodeJS.ProcessEnv,
  total: number,
): Progress {
  tolerateClosedReader(stderr);
  const { live, color } = traitsOf(stderr, env);
  const startedAt = performance.now();
  const running = new Set<string>();
  const counts = { done: 0, missed: 0 };
  const region = live ? createLiveRegion(stderr, color) : undefined;
  const say = (line: Line): void => {
    const text = `${renderLine(line, { color })}\n`;
    if (region) region.write(text);
    else stderr.write(text);
  };
  const paint = (): void => {
    const missed = counts.missed > 0 ? `, ${counts.missed} not as expected` : '';
    const time = formatDuration(performance.now() - startedAt);
    region?.paint([[`  ${counts.done} of ${total} defects${missed}   ${time}   ${[...running].join(', ')}`]]);
  };
  const timer = region && setInterval(paint, repaintMs);
  timer?.unref();
  return {
    started(what) {
      running.add(what);
      paint();
    },
    finished(what, result) {
      running.delete(what);
      if (result) {
        counts.done += 1;
        if (result.outcome !== 'caught') counts.missed += 1;
        // A terminal shows what stays; the others are in the table.
        if (!region || result.outcome !== 'caught') say([padded(outcomeWord(result), 8), result.id, timeOf(result)]);
      }
      paint();
    },
    say: (text) => say([text]),
    close() {
      clearInterval(timer);
      region?.close();
    },
  };
}

function timeOf({ durationMs }: DefectResult): string {
  return durationMs === undefined ? '' : ` ${formatDuration(durationMs)}`;
}
