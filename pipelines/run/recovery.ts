/** Puts the end of a run on record: its own, or, where it could not do so itself, its crash. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunStatus } from '../../schemas/types.ts';
import { runPlaces, storePlaces, suiteStatusFile } from './places.ts';
import { type NoStatus, readRun, readStatus } from './read-run.ts';
import { isRunId } from './run-id.ts';
import { writeStatusSync } from './status-writer.ts';

/**
 * Where a run's last snapshot belongs, in the order of writing: the live status is the last, so that a kill between
 * them is seen and mended by the next run.
 */
export function lastStatusFiles(workdir: string, run: Pick<RunStatus, 'runId' | 'suite'>) {
  return {
    own: runPlaces(workdir, run.runId).statusFile,
    suite: suiteStatusFile(workdir, run.suite),
    live: storePlaces(workdir).statusFile,
  };
}

/** Writes the last snapshot to one of `lastStatusFiles`. Throws what the file system says. */
export function writeLastStatus(file: string, status: RunStatus): void {
  mkdirSync(dirname(file), { recursive: true });
  writeStatusSync(file, status);
}

/**
 * Writes the last snapshot of run `runId` when it has crashed and that is not on record yet.
 * Only for who has the workdir's lock, or has seen that no one has it. Throws what the file system says.
 * @returns the snapshot that was written
 */
export function recordCrash(workdir: string, runId: string): RunStatus | undefined {
  if (!isRunId(runId)) return undefined;
  const run = readRun(workdir, runId);
  if (run.state !== 'crashed') return undefined;
  const files = lastStatusFiles(workdir, run.status);
  const own = readStatus(files.own);
  const suite = readStatus(files.suite);
  const live = readStatus(files.live);
  const unwritten = [own, live].some((status) => isOf(status, runId) && status.state === 'running');
  if (!unwritten) return undefined;
  const isLatest = isOf(live, runId);
  writeLastStatus(files.own, run.status);
  if (isLatest || !('runId' in suite) || suite.startedAt <= run.status.startedAt) {
    writeLastStatus(files.suite, run.status);
  }
  if (isLatest) writeLastStatus(files.live, run.status);
  return run.status;
}

function isOf(status: RunStatus | NoStatus, runId: string): status is RunStatus {
  return 'runId' in status && status.runId === runId;
}
