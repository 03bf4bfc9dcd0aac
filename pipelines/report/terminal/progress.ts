/** Talk on stderr while a run goes on: repainted lines in a terminal, plain lines elsewhere, nothing when quiet. */
import type { RunEvent } from '../../../schemas/types.ts';
import { formatDuration } from '../quantities.ts';
import { type Activity, follow, noActivity } from './activity.ts';
import { eventLines } from './event-lines.ts';
import { type Line, renderLine, type Span, span } from './line.ts';
import { createLiveRegion, type RegionStream } from './live-region.ts';

/** Often enough for tenths of a second to be seen running. */
const repaintMs = 100;

export interface Progress {
  onEvent(event: RunEvent): void;
  /** Whole lines of talk that are not an event's. */
  write(text: string): void;
  /** Takes the repainted lines away; what is printed later is plain. May be called twice. */
  close(): void;
}

type Write = (text: string) => void;

const nothing = (): void => undefined;

/** `--quiet`: nothing of the run's events. */
export function quietProgress(write: Write): Progress {
  return { onEvent: nothing, write, close: nothing };
}

/** One line for each stage that has finished, and for a smoke that has failed at once. */
export function plainProgress(write: Write, { color, verbose }: { color: boolean; verbose: boolean }): Progress {
  return {
    onEvent(event) {
      for (const line of eventLines(event, { verbose, stages: true })) write(`${renderLine(line, { color })}\n`);
    },
    write,
    close: nothing,
  };
}

/**
 * The running stages and smokes with counts and the elapsed time, painted anew ten times a second; failed smokes stay.
 * @param now epoch milliseconds
 */
export function liveProgress(
  stream: RegionStream,
  options: { color: boolean; verbose: boolean; now: () => number },
): Progress {
  const region = createLiveRegion(stream, options.color);
  let activity = noActivity;
  const repaint = (): void => region.paint(activityLines(activity, options.now()));
  const timer = setInterval(repaint, repaintMs);
  timer.unref();
  return {
    onEvent(event) {
      activity = follow(activity, event);
      for (const line of eventLines(event, { verbose: options.verbose, stages: false })) {
        region.write(`${renderLine(line, options)}\n`);
      }
      repaint();
    },
    write: region.write,
    close() {
      clearInterval(timer);
      region.close();
    },
  };
}

/**
 * `  publish 0.3 s   1.2 s in all`, and while smokes run their counts and a second line with their names.
 * @param now epoch milliseconds
 */
function activityLines(activity: Activity, now: number): Line[] {
  const { startedAt, stages, smokes, planned, round, finished, failures } = activity;
  if (startedAt === undefined) return [];
  const running = [...stages].map(([stage, since]) => `${stage} ${elapsed(now - since)}`).join(', ');
  const inRound = round ? `round ${round.number} of ${round.of}, ` : '';
  const counts: Span[] = planned > 0 ? [`   ${inRound}${finished} of ${planned} smokes`] : [];
  const bad = (['failed', 'flaky'] as const).flatMap((word): Span[] => {
    const sum = [...failures.values()].filter((each) => each === word).length;
    return sum > 0 ? [', ', span('bad', `${sum} ${word}`)] : [];
  });
  const first: Line = [
    '  ',
    span('strong', running || 'between stages'),
    ...counts,
    ...bad,
    span('faint', `   ${elapsed(now - startedAt)} in all`),
  ];
  return smokes.length === 0 ? [first] : [first, [span('faint', `  ${smokes.join(', ')}`)]];
}

/** Always in seconds and tenths, so that the figure does not jump. */
function elapsed(ms: number): string {
  return ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : formatDuration(ms);
}
