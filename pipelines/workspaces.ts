/** `shakedown workspaces prune` and `workspaces delete`: the temporary directories of runs. No run's record is touched. */
import { dirname } from 'node:path';
import { cachePlace } from './cache-place.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import type { CommandIo } from './run/command-io.ts';
import { sourcesOf } from './run/find-run.ts';
import { listRuns, runEntries } from './run/read.ts';
import { workspacesRootOf } from './run/workspace.ts';
import { settlePlan } from './store/cleanup-result.ts';
import { parseAge } from './store/duration.ts';
import type { Consent, Planned } from './store/plan.ts';
import { planCaches } from './store/plan-cache.ts';
import { planWorkspaces } from './store/plan-prune.ts';
import { planWorkspace } from './store/plan-workspace.ts';

export interface WorkspacesPruneOptions extends Consent {
  readonly unreferenced?: boolean;
  readonly olderThan?: string;
  readonly json?: boolean;
}

/** Removes the workspaces that no run refers to, and caches that were not used for long. @throws InputError without --unreferenced */
export async function workspacesPrune(options: WorkspacesPruneOptions, io: CommandIo): Promise<number> {
  if (!options.unreferenced) throw new InputError(finding('unreferenced-needed', { command: 'workspaces prune' }));
  const minAgeMs = options.olderThan === undefined ? undefined : parseAge(options.olderThan, '--older-than');
  const now = io.now();
  const plan = [
    ...(await planWorkspaces([workspacesRootOf(io.env)], { unreferenced: true, minAgeMs, now })),
    ...(await planCaches(dirname(cachePlace(io.env, 'npm')), {
      minAgeMs,
      now,
      atWork: minAgeMs === undefined ? undefined : runAtWork(io),
      execPath: process.execPath,
    })),
  ];
  return settlePlan('workspaces prune', plan, options, io);
}

/** The id of a run of this user that is at work, or of which that cannot be seen. */
function runAtWork(io: CommandIo): string | undefined {
  const entries = runEntries(sourcesOf(io));
  for (const state of ['running', 'stalled', 'unknown'] as const) {
    const [found] = listRuns(entries, { state, last: 1 });
    if (found) return found.runId;
  }
  return undefined;
}

/** Removes workspaces by their names, which are those of their runs. */
export async function workspacesDelete(
  names: readonly string[],
  options: Consent & { readonly json?: boolean },
  io: CommandIo,
): Promise<number> {
  const plan: Planned[] = [];
  for (const name of new Set(names)) {
    plan.push(await planWorkspace(workspacesRootOf(io.env), name, { unreferenced: false, now: io.now() }));
  }
  return settlePlan('workspaces delete', plan, options, io);
}
