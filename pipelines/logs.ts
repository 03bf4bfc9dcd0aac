/** `shakedown logs`: what happened in a run, or what the commands of its smokes printed. */
import type { LoggedStream, RunEvent } from '../schemas/types.ts';
import { InputError } from './findings/errors.ts';
import { finding, formatFinding } from './findings/finding.ts';
import { printable } from './report/foreign-text.ts';
import { formatDuration } from './report/quantities.ts';
import { writeResult } from './report/stdout.ts';
import { eventLines } from './report/terminal/event-lines.ts';
import { type Line, span } from './report/terminal/line.ts';
import { type CommandIo, sayDocument, sayLines } from './run/command-io.ts';
import { findRun, sourcesOf } from './run/find-run.ts';
import { followEvents } from './run/follow-events.ts';
import { loggedStreams, type StreamName } from './run/logged-streams.ts';
import { runPlaces } from './run/places.ts';
import type { ListedRun } from './run/read.ts';
import { readEvents, readRun } from './run/read-run.ts';
import { stateWord, summaryOf } from './run/run-lines.ts';

export interface LogsOptions {
  /** the beginning of a run's id; the last run of the current directory unless given */
  readonly run?: string;
  readonly follow?: boolean;
  readonly smoke?: string;
  readonly stream?: string;
  readonly json?: boolean;
}

/** @throws InputError for a run, a smoke or a stream that there is not */
export async function logs(options: LogsOptions, io: CommandIo): Promise<number> {
  const stream = streamNamed(options.stream);
  const ofStreams = options.smoke !== undefined || stream !== undefined;
  if (options.follow && options.json) throw contradiction('--json', 'one document has an end');
  if (options.follow && ofStreams)
    throw contradiction('--smoke and --stream', 'what a smoke printed is there at its end');

  const found = findRun(sourcesOf(io), options.run);
  const { runId, workdir } = found;
  if (workdir === undefined) throw new InputError(finding('run-not-found', { id: runId }));
  if (options.follow) return follow(workdir, runId, io);
  const { eventsFile, evidenceDir } = runPlaces(workdir, runId);
  const { events, broken } = readEvents(eventsFile);
  const streams = ofStreams ? loggedStreams(runId, events, evidenceDir, { smoke: options.smoke, stream }) : undefined;
  if (options.json) {
    const shown = streams ? { streams } : { events };
    await sayDocument(io, 'run-log', { schemaVersion: 1, run: summaryOf(found), brokenEvents: broken, ...shown });
  } else if (streams) {
    await writeResult(streamsText(streams, stream !== undefined, io.stdout.isTTY === true), io.stdout);
  } else {
    await sayLines(io, [...events.flatMap((event) => timedLines(event, startOf(events))), ...endLines(found.run)]);
  }
  return 0;
}

async function follow(workdir: string, runId: string, io: CommandIo): Promise<number> {
  let startedAt: number | undefined;
  for await (const event of followEvents(workdir, runId, io.signal)) {
    startedAt ??= Date.parse(event.at);
    if ((await sayLines(io, timedLines(event, startedAt))) === 'reader gone') return 0;
  }
  await sayLines(io, endLines(readRun(workdir, runId)));
  return 0;
}

/** Everything about an event, with the time since the start of the run. */
function timedLines(event: RunEvent, startedAt: number): Line[] {
  const time = formatDuration(Math.max(0, Date.parse(event.at) - startedAt)).padStart(9);
  return linesOf(event).map((line) => [span('faint', `${time}  `), ...line]);
}

/** As the run said it while it ran, and what was then said apart: its findings, and its verdict. */
function linesOf(event: RunEvent): Line[] {
  if (event.type === 'finding') return [[formatFinding(event.finding)]];
  if (event.type === 'run-finished') return [[event.verdict]];
  return eventLines(event, { verbose: true, stages: true });
}

function endLines({ state, reason }: ListedRun['run']): Line[] {
  return [[stateWord(state), reason === undefined ? '' : `: ${reason}`]];
}

/** One stream alone is given as it is, for other programs; several are told apart by the command above them. */
function streamsText(streams: readonly LoggedStream[], alone: boolean, terminal: boolean): string {
  return streams
    .map(({ smoke, command, stream, file, text }) => {
      const content = text === undefined ? `(${file} is not there)\n` : terminal ? printable(text) : text;
      const ended = content === '' || content.endsWith('\n') ? content : `${content}\n`;
      return alone ? ended : `--- ${printable(smoke)}: ${printable(command)} (${stream})\n${ended}`;
    })
    .join('');
}

function startOf(events: readonly RunEvent[]): number {
  return Date.parse(events[0]?.at ?? '1970-01-01');
}

function streamNamed(text: string | undefined): StreamName | undefined {
  if (text === undefined || text === 'stdout' || text === 'stderr') return text;
  throw new InputError(finding('option-value-unknown', { option: '--stream', found: text, allowed: 'stdout, stderr' }));
}

function contradiction(other: string, why: string): InputError {
  return new InputError(finding('options-contradict', { one: '--follow', other, why }));
}
