import { asNumber, parseLabelledText } from './labelled-text.ts';
import type { ParsedText } from './parsed-text.ts';

/** Parses stdout of `stop`. */
export function parseStopText(text: string): ParsedText {
  return parseLabelledText(text, { pid: { label: 'pid', read: asNumber }, state: { label: 'state' } });
}
