/** The cell of a run that has no matrix: the package manager and the Node of this machine. */
export const hostCell = 'host';

/** A stage or a smoke by its name, with its cell where there are several: `install [npm@11-node@24]`. */
export function inCell(name: string, cell: string | undefined): string {
  return cell === undefined || cell === hostCell ? name : `${name} [${cell}]`;
}

/** As inCell, of what is the same in several. */
export function inCells(name: string, cells: readonly string[]): string {
  return cells.length > 0 ? inCell(name, cells.join(', ')) : name;
}

/** The package manager and the Node of a cell, as they were asked for: `npm@11-node@24` -> `npm@11`, `node@24`. */
export function axesOf(id: string): { pm: string; node: string } {
  const at = id.lastIndexOf('-node@');
  return at < 0 ? { pm: id, node: id } : { pm: id.slice(0, at), node: id.slice(at + 1) };
}
