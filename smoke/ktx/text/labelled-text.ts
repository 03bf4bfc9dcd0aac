import { linesOf, type ParsedText } from './parsed-text.ts';

type Read = (value: string) => unknown;

/** One `label: value` line: its label, and how its value is read (as it stands when not said). */
export interface Label {
  label: string;
  read?: Read;
}

/** `core, local-embeddings` as a list. */
export const asList: Read = (value) => value.split(', ');

/** Digits as a number. Anything else stays text, for the schema to refuse and to show. */
export const asNumber: Read = (value) => (/^\d+$/.test(value) ? Number(value) : value);

/**
 * Parses a headline followed by `label: value` lines in any order. A line with another label, and a label that comes a
 * second time, are unexpected.
 */
export function parseLabelledText(text: string, labels: Readonly<Record<string, Label>>): ParsedText {
  const [headline, ...lines] = linesOf(text);
  const parsed: ParsedText = { unexpected: [] };
  if (headline !== undefined) parsed.headline = headline;
  for (const line of lines) {
    const known = Object.entries(labels).find(([, { label }]) => line.startsWith(`${label}: `));
    if (known === undefined || Object.hasOwn(parsed, known[0])) {
      parsed.unexpected.push(line);
      continue;
    }
    const [field, { label, read }] = known;
    const value = line.slice(label.length + 2);
    parsed[field] = read === undefined ? value : read(value);
  }
  return parsed;
}
