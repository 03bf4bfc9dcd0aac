/** Keeps a run on record from its first second: its lock, its events, its status, its place in the central registry. */
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Finding } from '../../schemas/types.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import { takeLock } from './lock.ts';
import { makeDirectory } from './make-directory.ts';
import { makeStore } from './make-store.ts';
import { runPlaces, storePlaces } from './places.ts';
import { type RunHandle, startRecording } from './recording.ts';
import { tidyUp } from './recovery.ts';
import { registerRun } from './registration.ts';
import { makeRunId } from './run-id.ts';
import { NotReady, orNotReady } from './store-fault.ts';
import { makeWorkspace, removeOrWarn, workspaceOf } from './workspace.ts';

export interface RunOptions {
  /** where the run's store is, and where only one run at a time may be */
  readonly workdir: string;
  readonly project: string;
  readonly suite: string;
  /** as given on the command line */
  readonly subject: string;
  /** of Shakedown */
  readonly version: string;
  /** see stateHomeOf in registration.ts */
  readonly stateHome: string;
  /** where workspaces are made; the system's temporary directory unless given */
  readonly tmpDir?: string;
  /** where the evidence is wanted besides; only noted in the status */
  readonly out?: string;
  readonly now: () => Date;
  /** is told what is worth a word and does not stop the run */
  readonly warn: (finding: Finding) => void;
}

/**
 * Opens a run: takes the workdir's lock, records a crash of the run before it, has the run's first status and first
 * event on the disk, and makes the workspace that the status names.
 * @throws NotReady when another run is at work here, or the store cannot be written: then there is no such run; and when
 * the workspace cannot be made: then the run is on record as not ready. Nothing is held
 */
export async function openRun(options: RunOptions): Promise<RunHandle> {
  const { now, warn, tmpDir = tmpdir() } = options;
  const workdir = orNotReady(options.workdir, () => realpathSync(options.workdir));
  const store = storePlaces(workdir);
  orNotReady(store.dir, () => {
    makeStore(workdir);
    makeDirectory(store.runsDir);
  });
  const runId = makeRunId(now());
  const lock = await takeLock(workdir, runId, { now, warn });
  let run: RunHandle;
  try {
    orNotReady(store.dir, () => tidyUp(workdir, warn));
    const workspaceDir = workspaceOf(tmpDir, runId);
    run = orNotReady(store.dir, () => startRecording({ ...options, workdir, runId, workspaceDir, lock }));
  } catch (error) {
    await removeOrWarn(runPlaces(workdir, runId).dir, warn);
    lock.release();
    throw error;
  }
  // From here on whatever a kill leaves is found by the record.
  register(options, workdir, runId);
  try {
    makeWorkspace({ tmpDir, runId, workdir, now: now() });
  } catch (error) {
    endUnready(run, error);
    throw error;
  }
  return run;
}

function endUnready(run: RunHandle, error: unknown): void {
  const verdict = error instanceof Error ? error.message : String(error);
  if (error instanceof NotReady) for (const found of error.findings) run.emit({ type: 'finding', finding: found });
  const kind = error instanceof NotReady ? 'not-ready' : 'fault';
  const state = kind === 'fault' ? 'crashed' : 'incomplete';
  run.finishSync({ state, verdict, reasons: [verdict], exitCode: exitCodeOf({ kind }) });
}

function register(options: RunOptions, workdir: string, runId: string): void {
  const { project, suite, stateHome, now, warn } = options;
  const { statusFile: statusPath, dir: eventsDir } = runPlaces(workdir, runId);
  const registeredAt = now().toISOString();
  registerRun(
    stateHome,
    { schemaVersion: 1, runId, project, suite, workdir, statusPath, eventsDir, registeredAt },
    warn,
  );
}
