import type { Contract, SmokeContext } from '../schemas/types.ts';

/** Why a smoke cannot be run here. */
export interface Unmet {
  reason: string;
  /** The contract lacks it, so there is nothing to prove; otherwise a tool is missing, and something stays unproved. */
  notApplicable: boolean;
}

const tools: Readonly<Record<string, (tools: SmokeContext['tools']) => string | undefined>> = {
  uv: ({ uv, python }) =>
    uv ? undefined : python ? 'no uv on PATH, and no stand-in for it' : 'no uv and no python3 on PATH',
  python: ({ python }) => (python ? undefined : 'no python3 on PATH'),
};

const wayPrefix = 'way:';

/** `way:global`: how users of the cell's package manager come to the command. */
function unmetWay(way: string, { cell }: Pick<SmokeContext, 'cell'>): Unmet | undefined {
  if (!cell) return { reason: 'no matrix is run: the ways in are those of a package manager', notApplicable: true };
  if (Object.hasOwn(cell.ways, way)) return undefined;
  const { name, version } = cell.manager;
  const reason =
    way === 'approved' ? 'nothing in the tree has an install script' : `${name} ${version} has no such way`;
  return { reason, notApplicable: true };
}

/**
 * The first of `needs` that is not met. `uv` and `python` are programs that a sandbox must have, `way:NAME` is a way in of the
 * cell; every other name is a capability of the contract.
 */
export function unmetNeed(
  needs: readonly string[],
  contract: Contract,
  context: Pick<SmokeContext, 'tools' | 'cell'>,
): Unmet | undefined {
  const capabilities = needs.filter((need) => !Object.hasOwn(tools, need) && !need.startsWith(wayPrefix));
  const lacking = capabilities.filter((need) => contract.capabilities[need] !== true);
  if (lacking.length > 0) return { reason: `${contract.name} has no ${lacking.join(', ')}`, notApplicable: true };
  for (const need of needs) {
    const unmet = need.startsWith(wayPrefix) ? unmetWay(need.slice(wayPrefix.length), context) : undefined;
    if (unmet) return unmet;
    const reason = Object.hasOwn(tools, need) ? tools[need]?.(context.tools) : undefined;
    if (reason !== undefined) return { reason, notApplicable: false };
  }
  return undefined;
}
