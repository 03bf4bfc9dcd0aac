/** What a run that is on record can do: say what happens, know its places, and end. */

import { mkdirSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { Finding, RunEvent, RunFinished, RunStatus } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { finding } from '../findings/finding.ts';
import type { Emit, EventBody } from './event-body.ts';
import { createEventLog } from './event-log.ts';
import type { HeldLock } from './lock.ts';
import { thisOwner } from './owner.ts';
import { runPlaces, storePlaces } from './places.ts';
import { readEvents } from './read-run.ts';
import type { RunOptions } from './recorder.ts';
import { lastStatusFiles, writeLastStatus } from './recovery.ts';
import { foldEvent } from './snapshot.ts';
import { startStatusWriter, writeStatusSync } from './status-writer.ts';
import { storeFault } from './store-fault.ts';
import { makeWhole } from './whole-directory.ts';
import { removeWorkspaceOrWarn, sandboxesOf } from './workspace.ts';

/** How a run ended, as its last event says it. */
export type RunEnd = Omit<RunFinished, 'type' | 'durationMs'>;

export interface RunHandle extends ReturnType<typeof runPlaces> {
  readonly id: string;
  /** absolute real path */
  readonly workdir: string;
  /** the value that the mark of each of the run's processes starts with */
  readonly mark: string;
  readonly startedAt: string;
  /** the run's temporary directory; `sandboxesDir` is in it */
  readonly workspaceDir: string;
  readonly sandboxesDir: string;
  /** Records what happened: on the disk, in this tick, before the listeners hear it. Nothing is recorded after the end. */
  readonly emit: Emit;
  /** `listener` hears every event of the run, those before now at once, from the record. @returns takes it back */
  readonly onEvent: (listener: (event: RunEvent) => void) => () => void;
  readonly status: () => RunStatus;
  /** What could not be written. With any, the record is not complete, and the run cannot pass. */
  readonly storeFaults: readonly Finding[];
  /** Something in the workspace is wanted after the run: it is not removed, and no prune takes it while the run is on record. */
  readonly keepWorkspace: () => void;
  /** Removes the workspace unless it is to be kept. What cannot be removed is told to `warn`. */
  readonly removeWorkspace: () => Promise<void>;
  /**
   * Ends the run, synchronously (for the path of a signal): last event, last status, lock. The first call counts.
   * @returns how it is on record: `passed` becomes `incomplete` (exit 4) when the record is not complete
   */
  readonly finishSync: (end: RunEnd) => RunEnd;
  /** As finishSync, and waits until no write is under way. */
  readonly finish: (end: RunEnd) => Promise<RunEnd>;
}

export interface Recording extends RunOptions {
  readonly runId: string;
  readonly workspaceDir: string;
  readonly lock: HeldLock;
}

/** Makes the run's directory and starts to record into it. Throws what the file system says to the first status and event. */
export function startRecording(options: Recording): RunHandle {
  const { workdir, runId, now, warn, lock, workspaceDir } = options;
  const places = runPlaces(workdir, runId);
  const live = storePlaces(workdir).statusFile;
  const started = performance.now();
  const listeners = new Set<(event: RunEvent) => void>();
  const storeFaults: Finding[] = [];
  let status = firstStatus(options);
  let ended: RunEnd | undefined;

  // Whatever it is, it must not keep the run from being ended and its lock from being given back.
  const noteFault = (error: unknown, path: string): void => {
    const fault =
      errorCode(error) !== undefined
        ? storeFault(error, path)
        : finding('store-write-failed', { path, code: error instanceof Error ? error.message : String(error) });
    if (storeFaults.some((known) => known.code === fault.code && known.args.path === path)) return;
    storeFaults.push(fault);
    warn(fault);
  };
  const attempt = (path: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      noteFault(error, path);
    }
  };
  const tell = (listener: (event: RunEvent) => void, event: RunEvent): void => {
    try {
      listener(event);
    } catch (error) {
      warn(finding('listener-failed', { reason: error instanceof Error ? error.message : String(error) }));
    }
  };
  makeRunDirectory(workdir, status);
  const log = createEventLog(places.eventsFile);
  writeLastStatus(live, status);
  const writer = startStatusWriter(
    live,
    () => stamped(status, now()),
    (error) => noteFault(error, live),
  );

  const emit = (body: EventBody): void => {
    if (ended) return;
    const head = { v: 1, seq: status.lastSeq + 1, at: now().toISOString(), runId };
    const event = parseAs('event', { ...head, ...body }, `event ${body.type}`);
    attempt(places.eventsFile, () => log.append(event));
    status = stamped(foldEvent(status, event), now());
    writer.changed();
    for (const listener of listeners) tell(listener, event);
  };
  const record = (end: RunEnd): RunEnd =>
    storeFaults.length > 0 && end.state === 'passed'
      ? {
          state: 'incomplete',
          verdict: 'incomplete',
          reasons: ['the record of the run could not be written'],
          exitCode: 4,
        }
      : end;
  const finishSync = (end: RunEnd): RunEnd => {
    if (ended) return ended;
    const recorded = record(end);
    emit({ type: 'run-finished', ...recorded, durationMs: performance.now() - started });
    ended = recorded;
    writer.stop();
    for (const file of Object.values(lastStatusFiles(workdir, status))) {
      attempt(file, () => writeLastStatus(file, status));
    }
    attempt(places.eventsFile, log.close);
    attempt(storePlaces(workdir).lockFile, () => {
      if (!lock.release()) warn(finding('lock-lost', { path: storePlaces(workdir).lockFile }));
    });
    ended = record(recorded);
    return ended;
  };

  const { subject, project, suite, version } = options;
  const { pid, startTime } = status.owner;
  emit({ type: 'run-started', subject, project, suite, version, pid, startTime });
  return {
    ...places,
    id: runId,
    workdir,
    mark: status.mark,
    startedAt: status.startedAt,
    workspaceDir,
    sandboxesDir: sandboxesOf(workspaceDir),
    emit,
    onEvent: (listener) => {
      for (const event of readEvents(places.eventsFile).events) tell(listener, event);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    status: () => status,
    storeFaults,
    keepWorkspace: () => {
      status = { ...status, workspace: { ...status.workspace, kept: true } };
      writer.changed();
    },
    removeWorkspace: async () => {
      if (!status.workspace.kept) await removeWorkspaceOrWarn(workspaceDir, warn);
    },
    finishSync,
    finish: async (end) => {
      const recorded = finishSync(end);
      await writer.idle();
      return recorded;
    },
  };
}

/** With the first status in it from its first moment: what has none was not made by a run. */
function makeRunDirectory(workdir: string, status: RunStatus): void {
  const { dir } = runPlaces(workdir, status.runId);
  makeWhole(dir, (making) => {
    for (const name of ['artifact', 'registry', 'logs/smokes']) mkdirSync(join(making, name), { recursive: true });
    writeStatusSync(join(making, 'status.json'), status);
  });
}

function firstStatus(options: Recording): RunStatus {
  const { runId, project, suite, subject, workdir, out, workspaceDir } = options;
  const now = options.now();
  const status: RunStatus = {
    schemaVersion: 1,
    runId,
    mark: runId,
    project,
    suite,
    subject,
    shakedownVersion: options.version,
    workdir,
    runDir: runPlaces(workdir, runId).dir,
    ...(out === undefined ? {} : { outDir: out }),
    workspace: { dir: workspaceDir, kept: false },
    owner: thisOwner(),
    state: 'running',
    stages: [],
    progress: { planned: 0, passed: 0, failed: 0, skipped: 0, notApplicable: 0 },
    current: [],
    processes: [],
    findings: { error: 0, warning: 0, info: 0 },
    lastSeq: 0,
    startedAt: now.toISOString(),
    updatedAt: now.toISOString(),
    updatedUptimeMs: 0,
  };
  return stamped(status, now);
}

function stamped(status: RunStatus, now: Date): RunStatus {
  return { ...status, updatedAt: now.toISOString(), updatedUptimeMs: Math.round(uptime() * 1000) };
}
