/** Breaks text at its spaces, so that what continues stands below its beginning and not at the edge of the terminal. */
import { printable } from '../report/foreign-text.ts';
import { textWidth } from '../report/terminal/width.ts';

/** A word that is wider than the room is left whole: a path or a hash that is broken cannot be copied. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of printable(text).split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 0 ? lines : [''];
}
