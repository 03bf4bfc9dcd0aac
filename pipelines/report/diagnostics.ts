/** Diagnostics on stderr: one line each, with a code, said once an invocation however often it happens. */
import type { Finding } from '../../schemas/types.ts';
import { formatFinding } from '../findings/finding.ts';
import { plural } from './quantities.ts';
import { type ClosableStream, tolerateClosedReader } from './stdout.ts';
import { type Line, type Meaning, renderLine, span } from './terminal/line.ts';

export interface Diagnostics {
  /** Says the finding, if its code has not been said yet. */
  report(finding: Finding): void;
  /** Says how often each code came that came more than once. Call it at the end. */
  finish(): void;
}

export interface DiagnosticsOptions {
  /** `process.stderr`, or what writes above repainted lines. A reader that has gone makes nothing here throw. */
  stderr: ClosableStream & { write(text: string): unknown };
  /** only errors are said */
  quiet: boolean;
  color: boolean;
}

/** Red is for errors alone. */
const meanings = { error: 'bad', warning: 'warn', info: 'faint' } satisfies Record<Finding['severity'], Meaning>;

export function createDiagnostics({ stderr, quiet, color }: DiagnosticsOptions): Diagnostics {
  tolerateClosedReader(stderr);
  const say = (line: Line): unknown => stderr.write(`${renderLine(line, { color })}\n`);
  const said = new Map<string, { severity: Finding['severity']; times: number }>();
  return {
    report(finding) {
      const { code, severity } = finding;
      if (quiet && severity !== 'error') return;
      const before = said.get(code);
      said.set(code, { severity, times: (before?.times ?? 0) + 1 });
      if (!before) say([span(meanings[severity], severity), formatFinding(finding).slice(severity.length)]);
    },
    finish() {
      for (const [code, { severity, times }] of said) {
        if (times > 1) say([span(meanings[severity], severity), ` ${code}: came ${plural(times, 'time')}, said once.`]);
      }
      said.clear();
    },
  };
}
