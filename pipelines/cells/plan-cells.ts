/** Which cells a matrix has: pure, so that every machine that takes a part of it comes to the same. */
import { minVersion } from 'semver';
import type { Cell, PolicyMatrix } from '../../schemas/types.ts';
import { nearest } from '../artifact/nearest-name.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { type ManagerName, parseManager, parseNode, specText, type ToolSpec } from '../toolchain/tool-spec.ts';

/** What a command line says of the matrix, before the policy is asked; `npm@11,pnpm` is two. */
export interface MatrixFlags {
  pm?: readonly string[];
  node?: readonly string[];
}

/** A cell by what was asked for; which versions those are is known only by the registry. */
export interface PlannedCell extends Pick<Cell, 'id' | 'primary' | 'required' | 'lowest' | 'smokes'> {
  manager: ToolSpec & { tool: ManagerName };
  node: ToolSpec & { tool: 'node' };
}

/** The npm of the cell whose Node is the lowest that engines allow: the newest that runs on it. */
export const compatible = 'compatible';

/** `engines.node` of a package; of a published one only the registry knows it, and is asked when the run begins. */
export type Engines = string | undefined | typeof knownByRegistry;
export const knownByRegistry = Symbol('known by the registry');

/** The Node of the cell for which the registry has to be asked first. */
export const lowestAllowed = 'lowest';

/**
 * The cells, the first manager's before the second's.
 * @param engines of the package
 * @returns undefined when neither flags nor policy ask for a matrix
 * @throws InputError for a manager or a version that there cannot be
 */
export function planCells(
  flags: MatrixFlags,
  { file, policy }: Pick<LoadedPolicy, 'file' | 'policy'>,
  engines: Engines,
): PlannedCell[] | undefined {
  const { matrix = {} } = policy;
  const managers = unique(
    flags.pm?.flatMap(split).map((text) => parseManager(text)) ??
      matrix.managers?.map((text, at) => parseManager(text, { file, pointer: `/matrix/managers/${at}` })),
  );
  const nodes = unique(
    flags.node?.flatMap(split).map((text) => parseNode(text)) ??
      matrix.nodes?.map((text, at) => parseNode(text, { file, pointer: `/matrix/nodes/${at}` })),
  );
  if (managers.length === 0 && nodes.length === 0) return undefined;
  const isAdvisory = advisoryIn(matrix, file);
  const rows = managers.length > 0 ? managers : [{ tool: 'npm' as const }];
  const columns = nodes.length > 0 ? nodes : [thisNode];
  const all = matrix.contract ?? 'once-each';
  const cells = rows.flatMap((manager, row) =>
    columns.map((node, column) => {
      const full = all === 'everywhere' || (all === 'once-each' ? row === 0 || column === 0 : row + column === 0);
      return { manager, node, lowest: false, smokes: full ? ('all' as const) : ('short' as const) };
    }),
  );
  const known = engines === knownByRegistry ? lowestAllowed : lowestNode(engines);
  const lowest = matrix.lowestNode === false ? undefined : known;
  const floor = {
    manager: { tool: 'npm' as const, version: compatible },
    node: { tool: 'node' as const, version: lowest ?? '' },
    lowest: true,
    smokes: all === 'primary' ? ('short' as const) : ('all' as const),
  };
  return [...cells, ...(lowest === undefined ? [] : [floor])].map((cell, at) => ({
    ...cell,
    id: cellId(cell),
    primary: at === 0,
    required: !isAdvisory(cell),
  }));
}

/**
 * Those of the cells that are asked for by their ids, all without any.
 * @throws InputError for each id that no cell has
 */
export function chooseCells(cells: readonly PlannedCell[], ids: readonly string[]): PlannedCell[] {
  const known = cells.map(({ id }) => id);
  const [first, ...others] = ids
    .filter((id) => !known.includes(id))
    .map((found) => {
      const meant = nearest(found, known);
      return finding('cell-unknown', { found, known: known.join(', '), ...(meant ? { meant } : {}) });
    });
  if (first) throw new InputError(first, ...others);
  return ids.length === 0 ? [...cells] : cells.filter(({ id }) => ids.includes(id));
}

/**
 * The matrix of one cell, for an id without a matrix that it could be in.
 * @throws InputError for what is no id of a cell
 */
export function flagsOfCell(id: string): MatrixFlags {
  const [, pm, node] = /^(.+)-node@(.+)$/.exec(id) ?? [];
  if (pm === undefined || node === undefined) {
    throw new InputError(finding('cell-unknown', { found: id, known: 'for example npm@11-node@24' }));
  }
  return { pm: [pm], node: [node] };
}

function cellId({ manager, node }: { manager: ToolSpec; node: ToolSpec }): string {
  return `${specText(manager)}-${specText(node)}`;
}

/** Where only managers are asked for: the line of the Node that the tools run on. */
const thisNode = { tool: 'node' as const, version: process.versions.node.split('.', 1).join() };

function split(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

function unique<T extends ToolSpec>(specs: readonly T[] | undefined): T[] {
  return [...new Map((specs ?? []).map((spec) => [specText(spec), spec])).values()];
}

/** @returns undefined where engines say nothing, or allow every Node there ever was */
export function lowestNode(engines: string | undefined): string | undefined {
  if (engines === undefined) return undefined;
  try {
    const lowest = minVersion(engines)?.version;
    return lowest === '0.0.0' ? undefined : lowest;
  } catch (error) {
    // What is no range is a matter of the inspection, not of the matrix.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** `yarn` is every yarn, `npm@12` that one, `node@26` every cell of that Node, `bun-node@26` one cell. */
function advisoryIn(
  { advisory = [] }: PolicyMatrix,
  file: string,
): (cell: { manager: ToolSpec; node: ToolSpec }) => boolean {
  for (const [at, text] of advisory.entries()) {
    const where = { file, pointer: `/matrix/advisory/${at}` };
    const [pm = text, node] = text.split(/-(?=node@)/);
    if (node !== undefined) parseNode(node, where);
    if (pm.startsWith('node@')) parseNode(pm, where);
    else parseManager(pm, where);
  }
  return ({ manager, node }) =>
    [manager.tool, specText(manager), specText(node), cellId({ manager, node })].some((name) =>
      advisory.includes(name),
    );
}
