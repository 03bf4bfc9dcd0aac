/** The terminal as a reader of the run's events: talk on stderr while it runs, the result on stdout at the end. */
import type { Report, RunEvent } from '../../../schemas/types.ts';
import { createDiagnostics, type Diagnostics } from '../diagnostics.ts';
import { nextStep } from '../next-step.ts';
import { type ResultStream, tolerateClosedReader, writeResult } from '../stdout.ts';
import { renderLine } from './line.ts';
import type { RegionStream } from './live-region.ts';
import { liveProgress, plainProgress, quietProgress } from './progress.ts';
import { summaryText, verdictLines } from './summary.ts';
import { type OutputStream, traitsOf } from './traits.ts';

export interface TerminalOptions {
  /** the process's own, unless in a test */
  stdout: ResultStream & OutputStream;
  stderr: ResultStream & OutputStream & RegionStream;
  /** NO_COLOR, FORCE_COLOR, TERM and CI are read from it */
  env: NodeJS.ProcessEnv;
  quiet: boolean;
  verbose: boolean;
  /** the result is the report as one JSON document */
  json: boolean;
  /** epoch milliseconds */
  now: () => number;
  /** what to type for `shakedown`, one line, where that is no command: ends a text that says what to do next */
  calledAs?: string | undefined;
}

export interface Terminal {
  onEvent(event: RunEvent): void;
  /** For what is no part of the run's report; does not disturb the progress. */
  diagnostics: Diagnostics;
  /** Ends the progress and writes the result; resolves when all of it is written. */
  finish(report: Report): Promise<void>;
  /** Ends the progress without a result. Synchronous; may be called at any time and twice. */
  close(): void;
}

export function createTerminal({
  stdout,
  stderr,
  env,
  quiet,
  verbose,
  json,
  now,
  calledAs,
}: TerminalOptions): Terminal {
  tolerateClosedReader(stdout);
  tolerateClosedReader(stderr);
  const { live, color } = traitsOf(stderr, env);
  const write = (text: string): void => {
    stderr.write(text);
  };
  const progress = quiet
    ? quietProgress(write)
    : live
      ? liveProgress(stderr, { color, verbose, now })
      : plainProgress(write, { color, verbose });
  const diagnostics = createDiagnostics({ stderr: progress, quiet, color });
  return {
    diagnostics,
    onEvent(event) {
      progress.onEvent(event);
      // In the text result every finding is told with its next step; beside a JSON result people need it here.
      if (json && event.type === 'finding') diagnostics.report(event.finding);
    },
    async finish(report) {
      progress.close();
      if (json) for (const line of verdictLines(report)) write(`${renderLine(line, { color })}\n`);
      diagnostics.finish();
      const { columns, rows } = stdout.isTTY ? stdout : {};
      const text = json
        ? `${JSON.stringify(report, undefined, 2)}\n`
        : `${summaryText(report, { quiet, color: traitsOf(stdout, env).color, columns, rows })}${nextStep(report) && calledAs ? `\n${calledAs}\n` : ''}`;
      await writeResult(text, stdout);
    },
    close() {
      progress.close();
    },
  };
}
