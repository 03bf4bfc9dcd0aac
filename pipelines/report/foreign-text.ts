/**
 * Text that others wrote (a package, a command, a person) on its way to a terminal or a log.
 * It may colour nothing, move no cursor, set no title and fake no line of ours.
 */
import { stripVTControlCharacters } from 'node:util';

/**
 * Controls (C0, DEL, C1) but tab and line feed; the marks that reorder text (bidirectional overrides and isolates,
 * https://trojansource.codes); line and paragraph separators; halves of surrogate pairs.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;

/**
 * The text without ANSI sequences and with every other control character as a visible escape (`\x07`, `\u202e`).
 * Line feeds stay, a carriage return before one is dropped, tabs become two spaces.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replace(unprintable, (found) => escapeOf(found.charCodeAt(0)));
}

/** `printable` on one line: line feeds and what surrounds them become one space. */
export function singleLine(text: string): string {
  return printable(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

function escapeOf(code: number): string {
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
