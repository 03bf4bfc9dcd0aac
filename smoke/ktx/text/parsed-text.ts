/** What a parser of the CLI's text yields: to be checked against its schema, which refuses any `unexpected` line. */
export type ParsedText = { [field: string]: unknown; unexpected: string[] };

/** The lines of a text. Empty lines say nothing and are left out; a trailing space or carriage return stays visible. */
export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
