import { asList, asNumber, parseLabelledText } from './labelled-text.ts';
import type { ParsedText } from './parsed-text.ts';

/** Parses stdout of `start`. */
export function parseStartText(text: string): ParsedText {
  return parseLabelledText(text, {
    url: { label: 'url' },
    pid: { label: 'pid', read: asNumber },
    version: { label: 'version' },
    features: { label: 'features', read: asList },
    state: { label: 'state' },
    stdout: { label: 'stdout' },
    stderr: { label: 'stderr' },
  });
}
