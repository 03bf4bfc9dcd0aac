import { asList, parseLabelledText } from './labelled-text.ts';
import type { ParsedText } from './parsed-text.ts';

/** Parses stdout of `install`. */
export function parseInstallText(text: string): ParsedText {
  return parseLabelledText(text, {
    version: { label: 'version' },
    features: { label: 'features', read: asList },
    python: { label: 'python' },
    daemon: { label: 'daemon' },
    manifest: { label: 'manifest' },
    installLog: { label: 'install log' },
  });
}
