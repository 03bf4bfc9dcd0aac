import { linesOf, type ParsedText } from './parsed-text.ts';

/** Parses stderr of a command that failed: one line, and nothing else. */
export function parseErrorLine(text: string): ParsedText {
  const [message, ...unexpected] = linesOf(text);
  return message === undefined ? { unexpected } : { message, unexpected };
}
