/** Tells a walkthrough in lines, and in a terminal what a step is at while it runs. */
import type { WalkthroughStep } from '../../schemas/types.ts';
import type { Io } from '../io.ts';
import { formatDuration } from '../report/quantities.ts';
import { type Line, renderLine, type Span, span } from '../report/terminal/line.ts';
import { createLiveRegion } from '../report/terminal/live-region.ts';
import { traitsOf } from '../report/terminal/traits.ts';
import { closerLook } from './closer-look.ts';
import type { Choice, Guide } from './conduct.ts';
import { hangingLines } from './wrap.ts';

/** Where a walkthrough is told: whole lines, foreign text in them made printable. */
export interface Teller {
  say(...lines: Line[]): void;
  /** Paints one line that stays the last until `close`; nothing where nothing can be painted. */
  live(): { paint(line: Line): void; close(): void };
  /** A heading, and below it, indented, a paragraph. */
  note(heading: Span, text: string): void;
  /** of the terminal; absent: nothing is broken */
  columns(): number | undefined;
}

/** Tells on stderr: stdout is for the result. */
export function tellerOf({ stderr, env }: Pick<Io, 'stderr' | 'env'>): Teller {
  const { color, live } = traitsOf(stderr, env);
  const columns = (): number | undefined => (stderr.isTTY ? stderr.columns || 80 : undefined);
  const say = (...lines: Line[]): void => {
    for (const line of lines) stderr.write(`${renderLine(line, { color })}\n`);
  };
  return {
    say,
    note: (heading, text) => say([''], [heading], ...hangingLines(['    '], 4, text, columns())),
    live() {
      if (!live) return { paint: () => undefined, close: () => undefined };
      const region = createLiveRegion(stderr, color);
      return { paint: (line) => region.paint([line]), close: region.close };
    },
    columns,
  };
}

/** Often enough for seconds to be seen running. */
const repaintMs = 200;

/** @param choose what the operator says after a step; `go on` where nobody is asked */
export function plainGuide(
  { say, live, columns }: Teller,
  choose: Guide['choose'] = async (): Promise<Choice> => 'go on',
): Guide {
  const hanging = (before: readonly Span[], width: number, text: string): Line[] =>
    hangingLines(before, width, text, columns());
  return {
    section: (id, title) => say([''], [span('strong', `${id}. ${title}`)]),
    step({ id, title, why, command, expected }) {
      say([''], [span('strong', `${id} ${title}`)]);
      say(...hanging(['    '], 4, why));
      // Never broken: it is to be pasted.
      say([span('faint', '    $ '), command]);
      say(...hanging([span('faint', '    expected: ')], 14, expected));
    },
    running() {
      const startedAt = performance.now();
      const { paint, close } = live();
      let last = '';
      const repaint = (): void =>
        paint([span('faint', `    running ${((performance.now() - startedAt) / 1000).toFixed(0)} s   ${last}`)]);
      const timer = setInterval(repaint, repaintMs);
      return {
        hears(chunk) {
          last = chunk.toString('utf8').trim().split('\n').at(-1)?.trim() || last;
        },
        over() {
          clearInterval(timer);
          close();
        },
      };
    },
    result({ outcome, evidence, durationMs = 0 }) {
      const [first = '', ...others] = evidence;
      say(...hanging(['  ', words[outcome], '  '], 8, `${first} (${formatDuration(durationMs)})`));
      for (const line of others) say(...hanging([' '.repeat(8)], 10, line));
    },
    async closer(outputs) {
      say(...(await closerLook(outputs)));
    },
    choose,
  };
}

/** Of four columns each. */
const words = {
  passed: span('good', 'PASS'),
  failed: span('bad', 'FAIL'),
  'not-applicable': span('faint', 'N/A '),
  pending: '    ',
} satisfies Record<WalkthroughStep['outcome'], Line[number]>;
