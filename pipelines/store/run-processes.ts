/** Processes that a run left: told by its mark, and by what it put on record; never by their names. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RunStatus } from '../../schemas/types.ts';
import { type ProcessIdentity, stateOf } from '../../smoke/process/identity.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { type Census, endSurvivors, findSurvivors, signalProcess } from '../../smoke/process/survivors.ts';
import { cutToWidth } from '../report/terminal/width.ts';
import { Refusal } from './plan.ts';

type RecordedProcesses = Pick<RunStatus, 'processes' | 'workspace'>;

export interface SeenProcess extends ProcessIdentity {
  /** its command line, or what the run had it for */
  readonly what: string;
  readonly port?: number;
}

export interface RunProcesses {
  /** Those of the run itself, for certain. */
  readonly own: readonly SeenProcess[];
  /** Those that only have to do with its workspace: they work in it, or hold a file of it. */
  readonly visitors: readonly SeenProcess[];
  /** `none`: this system does not let us look for marks. */
  readonly method: Census['method'];
}

const graceMs = 2_000;
const withinMs = 8_000;

/** Who is there of run `runId`. @param status what it put on record, if that can be read */
export function processesOfRun(runId: string, status: RecordedProcesses | undefined): RunProcesses {
  const { survivors, method } = findSurvivors({
    mark: markOf(runId),
    ...(status ? { dir: status.workspace.dir } : {}),
  });
  const own: SeenProcess[] = [];
  const visitors: SeenProcess[] = [];
  const recorded = (status?.processes ?? []).filter((process) => stateOf(process) === 'alive');
  for (const { pid, startTime, role, port } of recorded) {
    own.push({ pid, startTime, what: role, ...(port === undefined ? {} : { port }) });
  }
  for (const { pid, startTime, command, foundBy } of survivors) {
    if (own.some((known) => known.pid === pid)) continue;
    const marked = foundBy === 'marker' || foundBy === 'stamp';
    (marked ? own : visitors).push({ pid, startTime, what: command });
  }
  return { own, visitors, method };
}

/**
 * Ends what `processesOfRun` called the run's own, and what they start meanwhile: SIGTERM, after 2 s SIGKILL.
 * @returns who is left
 */
async function endProcessesOfRun(
  runId: string,
  status: RecordedProcesses | undefined,
): Promise<readonly SeenProcess[]> {
  const recorded = status?.processes ?? [];
  for (const process of recorded) signalProcess(process, 'SIGTERM');
  await endSurvivors({ mark: markOf(runId) }, { graceMs, withinMs });
  await haveEnded(recorded, graceMs);
  for (const process of recorded) signalProcess(process, 'SIGKILL');
  await haveEnded(recorded, graceMs);
  return processesOfRun(runId, status).own;
}

/** `2 processes: 17 (node server.js), 18 (registry)`, the first three by name. */
export function describeProcesses(processes: readonly SeenProcess[]): string {
  const named = processes.slice(0, 3).map(({ pid, what }) => `${pid} (${cutToWidth(what, 60)})`);
  const more = processes.length > named.length ? ` and ${processes.length - named.length} more` : '';
  return `${processes.length === 1 ? 'process' : `${processes.length} processes:`} ${named.join(', ')}${more}`;
}

/** @param mayEnd its own processes are left over from a run that could not end them itself, and may be ended */
export interface OfRun {
  readonly runId: string;
  readonly status: RecordedProcesses | undefined;
  readonly mayEnd: boolean;
}

/** Why nothing of the run may be removed now: who is at work with it. */
export function whoIsInTheWay({ runId, status, mayEnd }: OfRun): string | undefined {
  const { own, visitors } = processesOfRun(runId, status);
  if (visitors.length > 0) return `${describeProcesses(visitors)} is at work in its workspace`;
  if (own.length > 0 && !mayEnd) return `${describeProcesses(own)} carries its mark`;
  return undefined;
}

/** Ends what may be ended. @throws Refusal when somebody is in the way then */
export async function clearTheWay(of: OfRun): Promise<void> {
  const before = whoIsInTheWay(of);
  if (before !== undefined) throw new Refusal(before);
  if (!of.mayEnd) return;
  const left = await endProcessesOfRun(of.runId, of.status);
  if (left.length > 0) throw new Refusal(`${describeProcesses(left)} would not end`);
}

function markOf(runId: string) {
  return { name: MARK_VARIABLE, value: runId, prefix: true };
}

async function haveEnded(processes: readonly ProcessIdentity[], ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (processes.some((process) => stateOf(process) === 'alive') && performance.now() < deadline) await delay(20);
}
