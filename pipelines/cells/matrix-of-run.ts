/** What a command line and a policy come to: the cells that a run tries, and the part of the smokes that it runs in them. */
import type { Contract, ReportMatrix, Shard } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { type SmokeName, waysIn } from '../policy/suites.ts';
import { hostCell } from '../report/cell-names.ts';
import { chooseCells, type Engines, flagsOfCell, type MatrixFlags, type PlannedCell, planCells } from './plan-cells.ts';
import { parseShard, shardOf } from './shard.ts';

export interface PartFlags extends MatrixFlags {
  /** ids of cells; all without any */
  cell?: readonly string[];
  /** `i/n` */
  shard?: string;
  repeat?: number;
}

export interface MatrixOfRun {
  /** The cells to try; absent: this machine alone. */
  cells?: PlannedCell[];
  shard?: Shard;
  /** For the report; absent of a run that is neither over a matrix nor a part of one. */
  told?: ReportMatrix;
}

/**
 * @param engines of the package
 * @throws InputError for a manager, a version, a cell or a shard that there cannot be
 */
export function matrixOfRun(
  flags: PartFlags,
  policy: Pick<LoadedPolicy, 'file' | 'policy'>,
  engines: Engines,
): MatrixOfRun {
  const { cell: ids = [], repeat } = flags;
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const part = shard === undefined ? {} : { shard };
  const planned = planCells(flags, policy, engines) ?? singly(ids, policy);
  if (!planned) return shard === undefined ? {} : { ...part, told: { cells: [hostCell], ...part } };
  const cells = chooseCells(planned, ids);
  if (repeat !== undefined && cells.length > 1) {
    throw new InputError(finding('repeat-with-matrix', { cells: cells.length }));
  }
  const all = planned.map(({ id }) => id);
  const chosen = cells.length < planned.length ? { chosen: cells.map(({ id }) => id) } : {};
  const decidingNothing = planned.filter(({ required }) => !required).map(({ id }) => id);
  const advisory = decidingNothing.length > 0 ? { advisory: decidingNothing } : {};
  return { cells, ...part, told: { cells: all, ...chosen, ...advisory, ...part } };
}

/** Without a matrix that it could be one of, a cell is a matrix of its own. */
function singly(ids: readonly string[], policy: Pick<LoadedPolicy, 'file' | 'policy'>): PlannedCell[] | undefined {
  const others = ids.filter((id) => id !== hostCell);
  if (others.length === 0) return undefined;
  const cells = others.flatMap((id) => planCells(flagsOfCell(id), policy, undefined) ?? []);
  return cells.map((cell, at) => ({ ...cell, primary: at === 0 }));
}

/**
 * The smokes of one cell by their names.
 * @param all every smoke of the chosen suites
 * @param only the pattern of `--only`: who asks for a smoke gets it in every cell
 * @returns undefined: all of them
 */
export function namesIn(
  cell: Pick<PlannedCell, 'smokes'>,
  all: readonly SmokeName[],
  { shard, only, contract }: { shard: Shard | undefined; only: string | undefined; contract: Contract },
): ReadonlySet<string> | undefined {
  const isShort = cell.smokes === 'short' && only === undefined;
  if (!isShort && shard === undefined) return undefined;
  const own = isShort
    ? all.filter(({ name, suite }) => suite === waysIn.name || contract.everyCell?.includes(name))
    : all;
  const names = own.map(({ name }) => name);
  return new Set(shard === undefined ? names : shardOf(names, shard));
}
