import type { ProcessIdentity } from './identity.ts';

export interface SurvivorQuery {
  /** The variable that processes inherited; with `prefix` its value starts with `value`. */
  readonly mark: { readonly name: string; readonly value: string; readonly prefix?: boolean };
  /** Absolute real path: who works in it, runs from it, holds a file of it or names it in its arguments. */
  readonly dir?: string;
  /** Processes that are known and no survivors. */
  readonly exclude?: readonly number[];
}

export interface Survivor extends ProcessIdentity {
  /** The command line, cut to 200 characters. */
  readonly command: string;
  readonly foundBy: 'marker' | 'stamp' | 'cwd' | 'exe' | 'argv' | 'fd';
}

export interface Census {
  readonly survivors: readonly Survivor[];
  /** Processes of ours that could not be looked into. */
  readonly unreadable: number;
  /** `none`: this system has no /proc, nothing was looked at. */
  readonly method: 'proc' | 'none';
}

/** One scan of all processes. */
export function findSurvivors(_query: SurvivorQuery): Census {
  throw new Error('being written');
}

/** Polls until two scans in a row find nobody; returns who is left at the deadline (milliseconds). */
export async function awaitNoSurvivors(
  _query: SurvivorQuery,
  _options: { withinMs: number; signal?: AbortSignal },
): Promise<readonly Survivor[]> {
  throw new Error('being written');
}

/** Ends them: SIGTERM, grace, SIGKILL, until two scans in a row find nobody. `left` are those that would not go. */
export async function endSurvivors(
  _query: SurvivorQuery,
  _options: { graceMs?: number; withinMs?: number } = {},
): Promise<{ ended: readonly Survivor[]; left: readonly Survivor[] }> {
  throw new Error('being written');
}
