/** What the commands of a run's smokes printed. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoggedStream, RunEvent, SmokeResult } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { hasCode } from './system-error.ts';

export type StreamName = LoggedStream['stream'];

/** Which streams are wanted; all of them, unless one is named. */
export interface StreamChoice {
  /** the name of a smoke, or a part of it */
  readonly smoke?: string | undefined;
  readonly stream?: StreamName | undefined;
}

/**
 * The streams of the finished smokes, in the order of their commands.
 * @param evidenceDir where relative names of files are looked for
 * @throws InputError when no smoke of the run is called so
 */
export function loggedStreams(
  runId: string,
  events: readonly RunEvent[],
  evidenceDir: string,
  choice: StreamChoice,
): LoggedStream[] {
  const results = events.flatMap((event) => (event.type === 'smoke-finished' ? [event.result] : []));
  const wanted = choice.smoke === undefined ? results : named(runId, results, choice.smoke);
  const streams = choice.stream === undefined ? (['stdout', 'stderr'] as const) : [choice.stream];
  return wanted.flatMap(({ name, record }) =>
    (record?.commands ?? []).flatMap((command) =>
      streams.map((stream) => {
        const file = resolve(evidenceDir, stream === 'stdout' ? command.stdoutFile : command.stderrFile);
        const text = readIfThere(file);
        return { smoke: name, command: command.line, stream, file, ...(text === undefined ? {} : { text }) };
      }),
    ),
  );
}

function named(runId: string, results: readonly SmokeResult[], smoke: string): SmokeResult[] {
  const exact = results.filter(({ name }) => name === smoke);
  const found = exact.length > 0 ? exact : results.filter(({ name }) => name.includes(smoke));
  if (found.length > 0) return found;
  const known = results.map(({ name }) => name).join(', ') || 'none that has finished';
  throw new InputError(finding('smoke-not-in-run', { smoke, runId, known }));
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR')) return undefined;
    throw error;
  }
}
