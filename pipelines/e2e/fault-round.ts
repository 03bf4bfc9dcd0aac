/** One round of fault injection: a real verify is killed with SIGKILL, and everything that must hold then is looked at. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SchemaTypes, StageName } from '../../schemas/types.ts';
import { describeEnd } from '../../smoke/process/command-result.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { findSurvivors } from '../../smoke/process/survivors.ts';
import { parseAs, type SchemaName } from '../../smoke/schema/validate.ts';
import { exitOf, type Workplace } from './workplace.ts';

export interface FaultRound {
  killedAfterMs: number;
  /** What was under way when it was killed, as the record has it; `before the record` or `finished` otherwise. */
  at: StageName | 'before the record' | 'finished' | 'between stages';
  /** Processes and directories that the killed run had left. */
  left: { processes: number; directories: number };
  /** What did not hold; empty is good. */
  wrong: string[];
}

/** Kills a verify in `place` after `afterMs` milliseconds, looks at what every reader says, verifies again, and prunes. */
export async function faultRound(place: Workplace, afterMs: number): Promise<FaultRound> {
  const wrong: string[] = [];
  const must = (holds: boolean, otherwise: string): void => {
    if (!holds) wrong.push(otherwise);
  };
  const finished = await killVerifyAfter(place, afterMs);

  const listed = await ask(place, ['runs', '--json'], 'runs-list');
  const killed = listed.runs[0];
  if (!killed) {
    const first = await leftovers(place, []);
    // The lock is taken before there is a run to put on record; it names its owner, and prune takes it.
    must(!first.some((what) => !what.startsWith('lock ')), `no run is on record, and left was: ${first.join(', ')}`);
    await ask(place, ['runs', 'prune', '--older-than', '7d', '--force', '--json'], 'cleanup-report');
    for (const remainder of await leftovers(place, [])) wrong.push(`left after prune: ${remainder}`);
    return { killedAfterMs: afterMs, at: 'before the record', left: { processes: 0, directories: 0 }, wrong };
  }
  const expected = finished ? 'passed' : 'crashed';
  const status = await ask(place, ['status', '--json'], 'status-report');
  const diagnosis = await ask(place, ['diagnose', killed.runId, '--json'], 'diagnosis');
  const states = {
    runs: killed.state,
    status: status.running?.state ?? status.suites[0]?.state,
    diagnose: diagnosis.run.state,
  };
  for (const [reader, state] of Object.entries(states)) {
    must(
      state === expected || (state === 'passed' && isOver(diagnosis)),
      `${reader} says ${state}, expected ${expected}`,
    );
  }
  must(diagnosis.next.length > 0, 'diagnose names no next step');
  const left = {
    processes: diagnosis.leftovers.processes.length,
    directories: diagnosis.leftovers.directories.length,
  };

  const again = await place.shakedown(['verify', '--quiet']);
  must(exitOf(again) === 0, `the next verify ended with ${describeEnd(again)}: ${again.stderr}${again.stdout}`);

  const preview = await ask(place, ['runs', 'prune', '--older-than', '7d', '--json'], 'cleanup-report');
  must(
    preview.items.every(({ result }) => result !== 'deleted'),
    'a prune without --force deleted',
  );
  const pruned = await ask(place, ['runs', 'prune', '--older-than', '7d', '--force', '--json'], 'cleanup-report');
  must(
    pruned.items.every(({ result }) => result !== 'refused'),
    `prune refused: ${JSON.stringify(pruned.items)}`,
  );
  const ids = (await ask(place, ['runs', '--json'], 'runs-list')).runs.map(({ runId }) => runId);
  for (const remainder of await leftovers(place, ids)) wrong.push(`left after prune: ${remainder}`);
  return { killedAfterMs: afterMs, at: finished ? 'finished' : (diagnosis.stage ?? 'between stages'), left, wrong };
}

/** @returns whether it had ended by itself before that */
async function killVerifyAfter(place: Workplace, ms: number): Promise<boolean> {
  const running = place.start(['verify']);
  const timer = setTimeout(() => {
    if (running.pid !== undefined) process.kill(running.pid, 'SIGKILL');
  }, ms);
  const result = await running.result;
  clearTimeout(timer);
  return result.kind === 'exited';
}

/** Killed in the instant between the last word on record and the end of the process. */
function isOver(diagnosis: SchemaTypes['diagnosis']): boolean {
  return diagnosis.run.passed !== undefined && diagnosis.run.passed === diagnosis.run.planned;
}

async function ask<N extends SchemaName>(
  place: Workplace,
  args: readonly string[],
  schema: N,
): Promise<SchemaTypes[N]> {
  const result = await place.shakedown(args);
  return parseAs(schema, JSON.parse(result.stdout), `shakedown ${args.join(' ')}`);
}

/** Processes of the runs with these ids, and workspaces and locks of any run in `place`. */
async function leftovers(place: Workplace, runIds: readonly string[]): Promise<string[]> {
  const root = join(place.tmp, `shakedown-${process.getuid?.()}`);
  const workspaces = await namesIn(root);
  const survivors = runIds.flatMap(
    (value) => findSurvivors({ mark: { name: MARK_VARIABLE, value, prefix: true }, dir: join(root, value) }).survivors,
  );
  const locks = (await namesIn(join(place.dir, '.shakedown'))).filter((name) => name.includes('lock'));
  return [
    ...survivors.map(({ pid, command }) => `process ${pid} ${command}`),
    ...workspaces.map((name) => `workspace ${name}`),
    ...locks.map((name) => `lock ${name}`),
  ];
}

async function namesIn(dir: string): Promise<string[]> {
  return await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
