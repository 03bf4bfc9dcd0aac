/** Breaks text at its spaces, so that what continues stands below its beginning and not at the edge of the terminal. */
import { printable } from '../report/foreign-text.ts';
import type { Line, Span } from '../report/terminal/line.ts';
import { textWidth } from '../report/terminal/width.ts';

/**
 * `before`, which takes `width` columns, and the text beside it.
 * @param columns of the terminal; nothing is broken where there is none
 */
export function hangingLines(
  before: readonly Span[],
  width: number,
  text: string,
  columns: number | undefined,
): Line[] {
  const parts = columns === undefined ? [text] : wrapText(text, Math.max(20, columns - width));
  return parts.map((part, at): Line => [...(at === 0 ? before : [' '.repeat(width)]), part]);
}

/** A word that is wider than the room is left whole: a path or a hash that is broken cannot be copied. */
function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of printable(text).split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 0 ? lines : [''];
}
