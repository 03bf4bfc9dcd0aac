/**
 * Signals, from the first instruction on: importing this module installs the handlers.
 * The first SIGINT, SIGTERM or SIGHUP aborts `interruption`; whoever runs cleans up and ends with 128+n.
 * A second one, or ten seconds without an end, ends the process at once.
 *
 * One Ctrl-C can arrive twice: a terminal signals the whole group, and npm and our launcher pass it on besides.
 * Signals within `sameKeyMs` of the first are taken as that one.
 */
import { constants } from 'node:os';

const sameKeyMs = 300;
const hardDeadlineMs = 10_000;

/** Why a run was aborted: a signal from outside. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  readonly signal: NodeJS.Signals;
  /** 128+n */
  readonly exitCode: number;
  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Why a process ends without an orderly end. */
export type HardEnd = { kind: 'interrupted'; signal: NodeJS.Signals } | { kind: 'fault'; message: string };

const controller = new AbortController();
let firstAt: number | undefined;
const lastWords = new Set<(end: HardEnd) => void>();

/** Aborts with an `Interrupted` as its reason. */
export const interruption: AbortSignal = controller.signal;

/**
 * Calls `act`, which must be synchronous, when the process is ended without an orderly end.
 * @returns takes it back
 */
export function atHardEnd(act: (end: HardEnd) => void): () => void {
  lastWords.add(act);
  return () => lastWords.delete(act);
}

function endNow(exitCode: number, end: HardEnd): never {
  for (const act of lastWords) {
    try {
      act(end);
    } catch (error) {
      // Whatever it was, the process ends, as it was told to.
      sayFault(error);
    }
  }
  process.exit(exitCode);
}

/** @returns the error with its stack */
function sayFault(error: unknown): string {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`error fault: a fault of Shakedown itself: ${message} Next: report it with these lines.\n`);
  return message;
}

function onSignal(signal: NodeJS.Signals): void {
  const reason = new Interrupted(signal);
  const end = { kind: 'interrupted', signal } as const;
  const now = performance.now();
  if (firstAt !== undefined) {
    if (now - firstAt > sameKeyMs) endNow(reason.exitCode, end);
    return;
  }
  firstAt = now;
  setTimeout(() => endNow(reason.exitCode, end), hardDeadlineMs).unref();
  controller.abort(reason);
}

// An error that nobody caught, a rejection included, is a fault of ours: 70, never the 1 of a failed check.
process.on('uncaughtException', (error) => endNow(70, { kind: 'fault', message: sayFault(error) }));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

// The launcher keeps an IPC channel open to a Node that it fetched; when the launcher dies, the channel closes.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => onSignal('SIGHUP'));
}
