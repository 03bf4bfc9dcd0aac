/**
 * What rounds leave on the disk, kept small: of each smoke the first round that failed, and of all of them the last
 * round. So a hundred rounds take no more room than three.
 */
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SmokeResult } from '../../schemas/types.ts';
import { removeTree } from '../../smoke/sandbox/remove-tree.ts';

export interface LeftByRound {
  /** Absolute; the round's own, with a directory a smoke. */
  evidenceDir: string;
  /** Absolute real path; shared by all rounds. */
  sandboxesDir: string;
  results: SmokeResult[];
  /** Names of smokes that failed in this round for the first time. */
  keep: Set<string>;
}

/** `round-007` of 100, so that names sort as rounds do. */
export function roundDirectory(round: number, rounds: number): string {
  return `round-${String(round).padStart(String(rounds).length, '0')}`;
}

/**
 * Removes what a round left, but for the evidence and the sandboxes of the smokes in `keep`.
 * @returns what could not be removed, in words; a sandbox that a smoke has made a link of, for example
 */
export async function discardRound({ evidenceDir, sandboxesDir, results, keep }: LeftByRound): Promise<string[]> {
  const kept = new Set(results.flatMap((result) => (keep.has(result.name) ? evidenceOf(result) : [])));
  const problems: string[] = [];
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  };
  const dirs = (await readdir(evidenceDir)).map((name) => join(evidenceDir, name));
  const sandboxes = results.flatMap(({ name, record }) => (keep.has(name) ? [] : (record?.sandboxDir ?? [])));
  await Promise.all([
    ...dirs.filter((dir) => !kept.has(dir)).map((dir) => attempt(() => rm(dir, { recursive: true }))),
    ...sandboxes.map((dir) => attempt(() => removeTree(dir, sandboxesDir))),
  ]);
  if (kept.size === 0) await attempt(() => rm(evidenceDir, { recursive: true }));
  return problems;
}

/** The directory with the streams of its commands; none when it ran none. */
function evidenceOf({ record }: SmokeResult): string[] {
  return (record?.commands ?? []).slice(0, 1).map(({ stdoutFile }) => dirname(stdoutFile));
}
