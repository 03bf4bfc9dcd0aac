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

/**
 * The first of `needs` that is not met. `uv` and `python` are programs that a sandbox must have; every other name is a
 * capability of the contract.
 */
export function unmetNeed(
  needs: readonly string[],
  contract: Contract,
  context: Pick<SmokeContext, 'tools'>,
): Unmet | undefined {
  const lacking = needs.filter((need) => !Object.hasOwn(tools, need) && contract.capabilities[need] !== true);
  if (lacking.length > 0) return { reason: `${contract.name} has no ${lacking.join(', ')}`, notApplicable: true };
  for (const need of needs) {
    const reason = Object.hasOwn(tools, need) ? tools[need]?.(context.tools) : undefined;
    if (reason !== undefined) return { reason, notApplicable: false };
  }
  return undefined;
}
