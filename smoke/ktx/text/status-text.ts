import { checksIn } from './doctor-text.ts';
import { asList, parseLabelledText } from './labelled-text.ts';
import { linesOf, type ParsedText } from './parsed-text.ts';

/** Parses stdout of `status` without `--json`: facts, and the checks of the doctor where those are folded into it. */
export function parseStatusText(text: string): ParsedText {
  const { checks, others } = checksIn(linesOf(text));
  const facts = parseLabelledText(others.join('\n'), {
    status: { label: 'status' },
    detail: { label: 'detail' },
    runtimeRoot: { label: 'runtime root' },
    versionDir: { label: 'version dir' },
    features: { label: 'features', read: asList },
    python: { label: 'python' },
    daemon: { label: 'daemon' },
  });
  return checks.length === 0 ? facts : { ...facts, checks };
}
