/** Finds out which versions the planned cells are, and brings what they need into the cache. */
import { satisfies } from 'semver';
import type { Cell, CellTool, Finding } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { askView } from '../toolchain/resolve-tool.ts';
import { specText, type ToolSpec } from '../toolchain/tool-spec.ts';
import { type CachedTool, prepareToolchain, type ToolchainOptions } from '../toolchain/toolchain.ts';
import { compatible, lowestAllowed, lowestNode, type PlannedCell } from './plan-cells.ts';

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

export interface PrepareOptions extends ToolchainOptions {
  /** What is verified, when it is a published version: the registry knows the lowest Node that it allows. */
  published?: { name: string; version: string };
}

/**
 * @throws InputError with every manager and Node that does not exist
 */
export async function prepareCells(all: readonly PlannedCell[], options: PrepareOptions): Promise<PreparedCells> {
  const open = all.filter(({ node }) => node.version === lowestAllowed);
  const lowest = open.length > 0 ? await lowestOfPublished(options) : {};
  if ('finding' in lowest) return { cells: [], missing: [lowest.finding] };
  const planned = all.flatMap((plan): PlannedCell[] => {
    if (!open.includes(plan)) return [plan];
    return lowest.version === undefined ? [] : [{ ...plan, node: { tool: 'node', version: lowest.version } }];
  });
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
  const without = lowest.version === undefined ? open.map((plan) => withoutLowest(plan, options)) : [];
  const cells = planned.flatMap((plan) => {
    const node = toolOf(plan.node);
    const manager = toolOf(plan.manager, node);
    return node && manager ? ready(plan, manager, node) : [];
  });
  return { cells: [...cells, ...without], missing: [...known.missing, ...further.missing] };
}

/** @throws InputError when there is no such version */
async function lowestOfPublished(options: PrepareOptions): Promise<{ version?: string } | { finding: Finding }> {
  const { published } = options;
  if (!published) return {};
  const spec = `${published.name}@${published.version}`;
  const answer = await askView(spec, spec, options);
  if (answer.kind === 'refused') throw new InputError(answer.finding);
  if (answer.kind === 'unanswered') return { finding: answer.finding };
  const version = lowestNode(answer.view.engines?.node);
  return version === undefined ? {} : { version };
}

/** A cell that there is not, because engines name no lowest Node. */
function withoutLowest({ id, primary, required, smokes }: PlannedCell, { published }: PrepareOptions): ReadyCell {
  const cell: Cell = {
    id,
    manager: { name: 'npm', version: compatible },
    node: { name: 'node', version: lowestAllowed },
    primary,
    required,
    lowest: true,
    smokes,
    outcome: 'not-applicable',
    reason: `engines of ${published?.name}@${published?.version} name no lowest Node`,
  };
  return { cell };
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
