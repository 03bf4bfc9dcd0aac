/** `shakedown status`: what is at work in this directory, and the last result of each suite. */
import { realpathSync } from 'node:fs';
import type { SeenRun, StatusReport } from '../schemas/types.ts';
import { formatDuration } from './report/quantities.ts';
import { type Line, span } from './report/terminal/line.ts';
import { type CommandIo, sayDocument, sayLines } from './run/command-io.ts';
import { hasEnded, readWorkdir } from './run/read.ts';
import { columnLines, durationOf, localTime, smokeCount, stateWord } from './run/run-lines.ts';
import { seenLock } from './run/seen-lock.ts';

/** @returns the exit code: 0, whatever the runs came to */
export async function status({ json }: { json?: boolean }, io: CommandIo): Promise<number> {
  const view = readWorkdir(realpathSync(io.cwd));
  const { latest, workdir } = view;
  const report: StatusReport = {
    schemaVersion: 1,
    workdir,
    lock: seenLock(view.lock),
    ...(latest && !hasEnded(latest) ? { running: latest } : {}),
    suites: [...view.suites],
  };
  if (json) await sayDocument(io, 'status-report', report);
  else await sayLines(io, statusLines(report));
  return 0;
}

function statusLines({ workdir, running, suites, lock }: StatusReport): Line[] {
  if (!running && suites.length === 0) return [[`No run has been recorded in ${workdir}.`]];
  const lines = running ? runningLines(running) : [['Nothing is at work here.']];
  if (lock.state === 'left behind' || lock.state === 'uncertain' || lock.state === 'unreadable') {
    lines.push([span('warn', `The lock is ${lock.state}: ${lock.why}`)]);
  }
  if (suites.length === 0) return lines;
  const rows = suites.map(({ state, status }) => [
    `  ${status.suite}`,
    stateWord(state),
    smokeCount(status.progress),
    formatDuration(durationOf(status)),
    localTime(status.startedAt),
    status.runId,
  ]);
  return [...lines, ['Last result of each suite:'], ...columnLines(rows)];
}

function runningLines({ state, reason, status }: SeenRun): Line[] {
  const { progress, current, owner, stage } = status;
  const { planned, passed, failed, flaky, skipped, notApplicable, round } = progress;
  const done = round ? round.finished : passed + failed + skipped + notApplicable;
  const inRound = round ? `, round ${round.number} of ${round.of}` : '';
  const flakyToo = flaky ? `, ${flaky} flaky` : '';
  const smokes = planned > 0 ? `${inRound}, ${done} of ${planned} smokes done, ${failed} failed${flakyToo}` : '';
  const lines: Line[] = [
    [
      stateWord(state),
      ` ${status.runId}: ${status.subject}, ${status.suite}`,
      reason ? span('warn', ` (${reason})`) : '',
    ],
    [`  stage ${stage ?? 'none yet'}${smokes}, for ${formatDuration(durationOf(status))}`],
    [`  process ${owner.pid} on ${owner.host}`],
  ];
  if (current.length > 0) lines.push([`  now: ${current.join('; ')}`]);
  return lines;
}
