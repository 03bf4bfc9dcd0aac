/** The cells that a policy requires, and what a run has to show for each: a package manager with a Node. */
import type { Cell, CellTool, PolicyMatrix } from '../../schemas/types.ts';

/** What is required, as people write it: `npm@11 with Node 24`, and the cells of a run that are it. */
export interface WantedCell {
  text: string;
  found: readonly Cell[];
}

/**
 * Each pair of the matrix that is not advisory; without a matrix whatever the run tried is what is required.
 * Read from the policy and not from the run, so that a run cannot leave one out.
 */
export function wantedCells(matrix: PolicyMatrix, cells: readonly Cell[]): WantedCell[] {
  const { managers = [], nodes = [], advisory = [] } = matrix;
  if (managers.length + nodes.length === 0) return [];
  const pairs = (managers.length > 0 ? managers : [undefined]).flatMap((manager) =>
    (nodes.length > 0 ? nodes : [undefined]).map((node) => ({ manager, node })),
  );
  return pairs
    .filter(({ manager = '', node = '' }) => {
      const names = [manager, manager.replace(/@.*$/, ''), `node@${node}`, `${manager}-node@${node}`];
      return !names.some((name) => advisory.includes(name));
    })
    .map(({ manager, node }) => ({
      text: [manager ?? 'any package manager', ...(node === undefined ? [] : [`Node ${node}`])].join(' with '),
      found: cells.filter(
        (cell) =>
          cell.id === `${manager}-node@${node}` ||
          ((manager === undefined || isIt(cell.manager, manager)) &&
            (node === undefined || isIt(cell.node, `node@${node}`))),
      ),
    }));
}

/** `npm`, `npm@11` and `npm@11.19.0` are all npm 11.19.0. */
function isIt({ name, version }: CellTool, wanted: string): boolean {
  const [tool, beginning] = wanted.split('@');
  return tool === name && (beginning === undefined || `${version}.`.startsWith(`${beginning}.`));
}
