/** Puts the end of a run on record: its own, or, where it could not do so itself, its crash. */
import { dirname, join } from 'node:path';
import type { Finding, RunStatus } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { abandonedFiles, unlinkIfThere } from './atomic-file.ts';
import { makeDirectory } from './make-directory.ts';
import { namesIn } from './names-in.ts';
import { runPlaces, storePlaces, suiteStatusFile } from './places.ts';
import { readRun, readStatus } from './read-run.ts';
import { isRunId } from './run-id.ts';
import { writeStatusSync } from './status-writer.ts';
import { sweepUnfinished } from './whole-directory.ts';

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
  // A suite's own directory is made with its first result.
  makeDirectory(dirname(dirname(file)));
  makeDirectory(dirname(file));
  writeStatusSync(file, status);
}

/** Files in the store of `workdir` that were not finished by writers that are gone. */
export function abandonedInStore(workdir: string): string[] {
  const { dir, suitesDir } = storePlaces(workdir);
  return [dir, ...namesIn(suitesDir).map((name) => join(suitesDir, name))].flatMap(abandonedFiles);
}

/**
 * Mends what a killed run left in the store of `workdir`: puts its crash on record, with a word to `warn`, and removes
 * half-made files. Only for who has the workdir's lock. Throws what the file system says.
 */
export function tidyUp(workdir: string, warn: (finding: Finding) => void): void {
  const { runsDir, statusFile } = storePlaces(workdir);
  for (const file of abandonedInStore(workdir)) unlinkIfThere(file);
  sweepUnfinished(runsDir);
  const live = readStatus(statusFile);
  if (!('runId' in live) || live.state !== 'running' || !isRunId(live.runId)) return;
  const run = readRun(workdir, live.runId);
  if (run.state === 'unavailable' || run.status.state === 'running') return;
  const { status } = run;
  const files = lastStatusFiles(workdir, status);
  // The run's own directory may have been removed since.
  if ('runId' in readStatus(files.own)) writeLastStatus(files.own, status);
  writeLastStatus(files.suite, status);
  writeLastStatus(files.live, status);
  if (status.state !== 'crashed') return;
  warn(finding('run-crash-recorded', { runId: status.runId, reason: status.reason ?? 'its process has ended' }));
}
