import { asList, parseLabelledText } from './labelled-text.ts';
import type { ParsedText } from './parsed-text.ts';

/** Parses stdout of `status` without `--json`. */
export function parseStatusText(text: string): ParsedText {
  return parseLabelledText(text, {
    status: { label: 'status' },
    detail: { label: 'detail' },
    runtimeRoot: { label: 'runtime root' },
    versionDir: { label: 'version dir' },
    features: { label: 'features', read: asList },
    python: { label: 'python' },
    daemon: { label: 'daemon' },
  });
}
