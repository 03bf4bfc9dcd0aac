import { formatDuration } from '../quantities.ts';
import { type Line, type Span, span } from './line.ts';
import { cutToWidth, textWidth } from './width.ts';

/** One row: how it came out, what it is, how long it took, and a word more. */
export interface Row {
  word: Span;
  name: string;
  /** milliseconds; absent where nothing was timed */
  durationMs?: number | undefined;
  /** a second time, in a column of its own */
  slowestMs?: number | undefined;
  note?: string | undefined;
}

const indent = 2;
const wordWidth = 4;
const gap = 2;

/**
 * The rows with straight columns. Names are cut where the time would not fit into `columns` any more; notes never are.
 * @param columns of the terminal; absent: nothing is cut
 */
export function tableLines(rows: readonly Row[], columns: number | undefined): Line[] {
  const first = rightAligned(rows.map(({ durationMs }) => durationMs));
  const second = rightAligned(rows.map(({ slowestMs }) => slowestMs));
  const times = first.map((time, index) => `${time}${second[index] ? `  ${second[index]}` : ''}`);
  const timeWidth = Math.max(0, ...times.map(textWidth));
  const room = (columns ?? Number.POSITIVE_INFINITY) - indent - wordWidth - gap - gap - timeWidth;
  const names = rows.map(({ name }) => cutToWidth(name, Math.max(8, room)));
  const nameWidth = Math.max(0, ...names.map(textWidth));
  return rows.map(({ word, note }, index) => {
    const name = names[index] ?? '';
    const time = times[index] ?? '';
    const before = ' '.repeat(nameWidth - textWidth(name) + gap);
    return [
      ' '.repeat(indent),
      padded(word, wordWidth + gap),
      name,
      ...(time.trim() || note ? [before, span('faint', time)] : []),
      ...(note ? [span('faint', `  ${note}`)] : []),
    ];
  });
}

/** The times in one column, blanks where there is none; all empty where there are none at all. */
function rightAligned(times: readonly (number | undefined)[]): string[] {
  const texts = times.map((time) => (time === undefined ? '' : formatDuration(time)));
  const width = Math.max(0, ...texts.map(textWidth));
  return texts.map((text) => ' '.repeat(width - textWidth(text)) + text);
}

/** The span filled up with spaces. */
export function padded(word: Span, width: number): Span {
  if (typeof word === 'string') return word.padEnd(width);
  return { ...word, text: word.text.padEnd(width) };
}
