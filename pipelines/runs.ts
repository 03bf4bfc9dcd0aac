/** `shakedown runs`, `runs delete` and `runs prune`: the runs of this user, and taking them off the record. */
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import { span } from './report/terminal/line.ts';
import { type CommandIo, diagnosticsOf, sayDocument, sayLines } from './run/command-io.ts';
import { sourcesOf } from './run/find-run.ts';
import {
  listRuns,
  matchingEntries,
  openEntry,
  type RunEntry,
  type RunStateSeen,
  runEntries,
  runStates,
} from './run/read.ts';
import { columnLines, runRow, summaryOf } from './run/run-lines.ts';
import { workspacesRootOf } from './run/workspace.ts';
import { settlePlan } from './store/cleanup-result.ts';
import { parseAge, parseCount } from './store/duration.ts';
import type { Consent, Planned } from './store/plan.ts';
import { planPrune } from './store/plan-prune.ts';
import { planRun } from './store/plan-run.ts';

interface Json {
  readonly json?: boolean;
}

export interface RunsOptions extends Json {
  readonly project?: string;
  readonly status?: string;
  /** how many to show, 20 unless given */
  readonly last?: string;
}

/** Lists runs, newest first. @throws InputError for a state or a number that is none */
export async function runs(options: RunsOptions, io: CommandIo): Promise<number> {
  const last = options.last === undefined ? 20 : parseCount(options.last, '--last');
  const entries = runEntries(sourcesOf(io));
  const found = listRuns(entries, { project: options.project, state: stateNamed(options.status), last }).map(summaryOf);
  if (options.json) {
    await sayDocument(io, 'runs-list', { schemaVersion: 1, known: entries.length, runs: found });
  } else if (found.length === 0) {
    await sayLines(io, [[entries.length === 0 ? 'No run is on record.' : 'No run on record is such a one.']]);
  } else {
    const heads = ['RUN', 'PROJECT', 'SUITE', 'STATUS', 'SMOKES', 'TIME', 'STARTED'].map((head) => span('faint', head));
    await sayLines(io, columnLines([heads, ...found.map(runRow)]));
  }
  return 0;
}

/** Deletes the runs with these ids, each with its workspace. Only a whole id names a run here. */
export async function runsDelete(ids: readonly string[], options: Consent & Json, io: CommandIo): Promise<number> {
  const entries = runEntries(sourcesOf(io));
  const plan: Planned[] = [];
  for (const id of new Set(ids)) plan.push(await planNamed(entries, id));
  return settlePlan('runs delete', plan, options, io);
}

export interface RunsPruneOptions extends Consent, Json {
  readonly olderThan?: string;
  readonly keepLast?: string;
  readonly status?: string;
}

/**
 * Deletes old runs, and what crashed runs of any age left behind: processes, workspaces, locks.
 * @throws InputError without an age: there is no default
 */
export async function runsPrune(options: RunsPruneOptions, io: CommandIo): Promise<number> {
  if (options.olderThan === undefined) throw new InputError(finding('age-needed', { command: 'runs prune' }));
  const minAgeMs = parseAge(options.olderThan, '--older-than');
  const keepLast = options.keepLast === undefined ? undefined : parseCount(options.keepLast, '--keep-last');
  const state = stateNamed(options.status);
  const diagnostics = diagnosticsOf(io);
  const plan = await planPrune(sourcesOf(io), {
    minAgeMs,
    keepLast,
    state,
    workspacesRoot: workspacesRootOf(io.env),
    now: io.now,
    warn: (found) => diagnostics.report(found),
  });
  const exitCode = await settlePlan('runs prune', plan, options, io);
  diagnostics.finish();
  return exitCode;
}

async function planNamed(entries: readonly RunEntry[], id: string): Promise<Planned> {
  const [entry, ...others] = matchingEntries(entries, id);
  if (entry?.runId === id) return planRun(openEntry(entry));
  const meant = entry && others.length === 0 ? `: give the whole id, ${entry.runId}` : '';
  return { kind: 'run', name: id, decision: 'not found', reason: `no run of that id is on record${meant}`, bytes: 0 };
}

function stateNamed(text: string | undefined): RunStateSeen | undefined {
  if (text === undefined) return undefined;
  const state = runStates.find((known) => known === text);
  if (state) return state;
  throw new InputError(
    finding('option-value-unknown', { option: '--status', found: text, allowed: runStates.join(', ') }),
  );
}
