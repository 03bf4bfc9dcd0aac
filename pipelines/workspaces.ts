/** `shakedown workspaces prune` and `workspaces delete`: the temporary directories of runs. No run's record is touched. */
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import type { CommandIo } from './run/command-io.ts';
import { workspacesRootOf } from './run/workspace.ts';
import { settlePlan } from './store/cleanup-result.ts';
import { parseAge } from './store/duration.ts';
import type { Consent, Planned } from './store/plan.ts';
import { planWorkspaces } from './store/plan-prune.ts';
import { planWorkspace } from './store/plan-workspace.ts';

export interface WorkspacesPruneOptions extends Consent {
  readonly unreferenced?: boolean;
  readonly olderThan?: string;
  readonly json?: boolean;
}

/** Removes the workspaces that no run refers to. @throws InputError without --unreferenced */
export async function workspacesPrune(options: WorkspacesPruneOptions, io: CommandIo): Promise<number> {
  if (!options.unreferenced) throw new InputError(finding('unreferenced-needed', { command: 'workspaces prune' }));
  const minAgeMs = options.olderThan === undefined ? undefined : parseAge(options.olderThan, '--older-than');
  const plan = await planWorkspaces([workspacesRootOf(io.env)], { unreferenced: true, minAgeMs, now: io.now() });
  return settlePlan('workspaces prune', plan, options, io);
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
