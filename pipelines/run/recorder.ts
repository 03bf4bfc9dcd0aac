/** Keeps a run on record from its first second: its lock, its events, its status, its place in the central registry. */
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../schemas/types.ts';
import { createFileSync } from './atomic-file.ts';
import { takeLock } from './lock.ts';
import { makeDirectory } from './make-directory.ts';
import { runPlaces, storePlaces } from './places.ts';
import { type RunHandle, startRecording } from './recording.ts';
import { tidyUp } from './recovery.ts';
import { registerRun } from './registration.ts';
import { makeRunId } from './run-id.ts';
import { orNotReady } from './store-fault.ts';
import { makeWorkspace, removeOrWarn, removeWorkspaceOrWarn } from './workspace.ts';

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
 * Opens a run: takes the workdir's lock, records a crash of the run before it, makes the run's directories, and has
 * its first status and its first event on the disk before it returns.
 * @throws NotReady when another run is at work here, or the store cannot be written; nothing is held then
 */
export async function openRun(options: RunOptions): Promise<RunHandle> {
  const { now, warn } = options;
  const workdir = orNotReady(options.workdir, () => realpathSync(options.workdir));
  const store = storePlaces(workdir);
  orNotReady(store.dir, () => makeStore(store));
  const runId = makeRunId(now());
  const lock = await takeLock(workdir, runId, { now, warn });
  const made: string[] = [];
  try {
    orNotReady(store.dir, () => tidyUp(workdir, warn));
    const workspaceDir = makeWorkspace({ tmpDir: options.tmpDir ?? tmpdir(), runId, workdir, now: now() });
    made.push(workspaceDir, runPlaces(workdir, runId).dir);
    const handle = orNotReady(store.dir, () => startRecording({ ...options, workdir, runId, workspaceDir, lock }));
    register(options, workdir, runId);
    return handle;
  } catch (error) {
    const [workspaceDir, ...others] = made;
    for (const dir of others) await removeOrWarn(dir, warn);
    if (workspaceDir !== undefined) await removeWorkspaceOrWarn(workspaceDir, warn);
    lock.release();
    throw error;
  }
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

function makeStore(store: ReturnType<typeof storePlaces>): void {
  makeDirectory(store.dir);
  makeDirectory(store.runsDir);
  // Neither git nor npm pack takes up what a run leaves in a package's directory.
  createFileSync(join(store.dir, '.gitignore'), '*\n');
}
