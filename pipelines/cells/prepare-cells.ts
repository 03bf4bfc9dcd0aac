/** Finds out which versions the planned cells are, and brings what they need into the cache. */
import { satisfies } from 'semver';
import type { Cell, CellTool, Finding } from '../../schemas/types.ts';
import { specText, type ToolSpec } from '../toolchain/tool-spec.ts';
import { type CachedTool, prepareToolchain, type ToolchainOptions } from '../toolchain/toolchain.ts';
import { compatible, type PlannedCell } from './plan-cells.ts';

export interface ReadyCell {
  /** As it is told: with exact versions. */
  cell: Cell;
  /** Absent when the cell cannot be tried. */
  tools?: { manager: CachedTool; node: CachedTool };
}

export interface PreparedCells {
  cells: ReadyCell[];
  /** Why some tools are not there although they exist: nothing can be tried without them. */
  missing: Finding[];
}

/**
 * @throws InputError with every manager and Node that does not exist
 */
export async function prepareCells(planned: readonly PlannedCell[], options: ToolchainOptions): Promise<PreparedCells> {
  const isCompatible = ({ version }: ToolSpec): boolean => version === compatible;
  const fixed = planned.flatMap(({ manager, node }) => (isCompatible(manager) ? [node] : [manager, node]));
  const known = await prepareToolchain(fixed, options);
  // Only when its Node is known can an npm be asked for that runs on it.
  const bound = planned.flatMap(({ manager, node }) => {
    const on = known.tools.get(specText(node))?.version;
    return isCompatible(manager) && on !== undefined ? { ...manager, runsOn: on } : [];
  });
  const further = bound.length > 0 ? await prepareToolchain(bound, options) : { tools: new Map(), missing: [] };
  const toolOf = (spec: ToolSpec, node?: CachedTool): CachedTool | undefined =>
    isCompatible(spec) && node
      ? further.tools.get(specText({ ...spec, runsOn: node.version }))
      : known.tools.get(specText(spec));
  const cells = planned.flatMap((plan) => {
    const node = toolOf(plan.node);
    const manager = toolOf(plan.manager, node);
    return node && manager ? ready(plan, manager, node) : [];
  });
  return { cells, missing: [...known.missing, ...further.missing] };
}

function ready(plan: PlannedCell, manager: CachedTool, node: CachedTool): ReadyCell {
  const { id, primary, required, lowest, smokes } = plan;
  const runs = manager.engines === undefined || satisfies(node.version, manager.engines, { includePrerelease: true });
  const impossible = `${manager.tool} ${manager.version} runs on Node ${manager.engines}, this one is ${node.version}`;
  const cell: Cell = {
    id,
    manager: told(manager),
    node: told(node),
    primary,
    required,
    lowest,
    smokes,
    outcome: runs ? 'not-run' : 'not-applicable',
    ...(runs ? {} : { reason: impossible }),
  };
  return runs ? { cell, tools: { manager, node } } : { cell };
}

function told({ tool, version, package: name, integrity }: CachedTool): CellTool {
  return { name: tool, version, package: name, integrity };
}
