/** Tells a walkthrough in lines, and in a terminal what a step is at while it runs. */
import type { WalkthroughStep } from '../../schemas/types.ts';
import type { Io } from '../io.ts';
import { formatDuration } from '../report/quantities.ts';
import { type Line, renderLine, type Span, span } from '../report/terminal/line.ts';
import { createLiveRegion } from '../report/terminal/live-region.ts';
import { traitsOf } from '../report/terminal/traits.ts';
import { closerLook } from './closer-look.ts';
import type { Choice, Guide } from './conduct.ts';
import { wrapText } from './wrap.ts';

/** Where a walkthrough is told: whole lines, foreign text in them made printable. */
export interface Teller {
  say(...lines: Line[]): void;
  /** Paints one line that stays the last until `close`; nothing where nothing can be painted. */
  live(): { paint(line: Line): void; close(): void };
  /** of the terminal; absent: nothing is broken */
  columns(): number | undefined;
}

/** Tells on stderr: stdout is for the result. */
export function tellerOf({ stderr, env }: Pick<Io, 'stderr' | 'env'>): Teller {
  const { color, live } = traitsOf(stderr, env);
  return {
    say(...lines) {
      for (const line of lines) stderr.write(`${renderLine(line, { color })}\n`);
    },
    live() {
      if (!live) return { paint: () => undefined, close: () => undefined };
      const region = createLiveRegion(stderr, color);
      return { paint: (line) => region.paint([line]), close: region.close };
    },
    columns: () => (stderr.isTTY ? stderr.columns || 80 : undefined),
  };
}

/** Often enough for seconds to be seen running. */
const repaintMs = 200;

/** @param choose what the operator says after a step; `go on` where nobody is asked */
export function plainGuide(
  { say, live, columns }: Teller,
  choose: Guide['choose'] = async (): Promise<Choice> => 'go on',
): Guide {
  const wrapped = (before: readonly Span[], width: number, text: string, after = ''): Line[] => {
    const room = columns();
    const parts = room === undefined ? [text] : wrapText(text, Math.max(20, room - width));
    return parts.map(
      (part, at): Line => [
        ...(at === 0 ? before : [' '.repeat(width)]),
        part,
        ...(at === parts.length - 1 && after !== '' ? [span('faint', after)] : []),
      ],
    );
  };
  return {
    section: (id, title) => say([''], [span('strong', `${id}. ${title}`)]),
    step({ id, title, why, command, expected }) {
      say([''], [span('strong', `${id} ${title}`)]);
      say(...wrapped(['    '], 4, why));
      // Never broken: it is to be pasted.
      say([span('faint', '    $ '), command]);
      say(...wrapped([span('faint', '    expected: ')], 14, expected));
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
      say(...wrapped(['  ', words[outcome], '  '], 8, first, ` (${formatDuration(durationMs)})`));
      for (const line of others) say(...wrapped([' '.repeat(8)], 10, line));
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
