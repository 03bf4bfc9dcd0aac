/** The cells of a matrix as a grid: a row a package manager, a column a Node. */
import type { Cell, CellOutcome, Report } from '../../../schemas/types.ts';
import { axesOf, hostCell } from '../cell-names.ts';
import { formatDuration } from '../quantities.ts';
import { type Line, type Span, span } from './line.ts';
import { textWidth } from './width.ts';

/**
 * A head, the grid, and a line for each cell that did not pass with the reason. Nothing for a run without a matrix.
 * A pair that is no cell is left blank; one that was left to another machine has a hyphen.
 */
export function cellLines({ cells, matrix }: Report): Line[] {
  if (!matrix || matrix.cells.every((id) => id === hostCell)) return [];
  const places = matrix.cells.map((id) => ({ id, ...axesOf(id), cell: cells.find((each) => each.id === id) }));
  const managers = [...new Set(places.map(({ pm }) => pm))];
  const nodes = [...new Set(places.map(({ node }) => node))];
  const grid = managers.map((pm) =>
    nodes.map((node) => {
      const place = places.find((each) => each.pm === pm && each.node === node);
      return place ? words(place.cell) : [];
    }),
  );
  const widths = nodes.map((node, column) =>
    Math.max(textWidth(node), ...grid.map((row) => widthOf(row[column] ?? []))),
  );
  const first = Math.max(5, ...managers.map(textWidth)) + 2;
  const padded = (line: Line, width: number): Line => [...line, ' '.repeat(Math.max(0, width - widthOf(line)))];
  return [
    [span('strong', 'Cells'.padEnd(first)), ...nodes.flatMap((node, at) => ['  ', ...padded([node], widths[at] ?? 0)])],
    ...grid.map(
      (row, at): Line => [
        '  ',
        ...padded([managers[at] ?? ''], first - 2),
        ...row.flatMap((line, column) => ['  ', ...padded(line, widths[column] ?? 0)]),
      ],
    ),
    ...cells
      .filter(({ reason }) => reason !== undefined)
      .map(
        ({ id, outcome, required, reason }): Line => [
          '  ',
          word(outcome, required),
          ` ${id}${required ? '' : ' (advisory)'}`,
          span('faint', `  ${reason}`),
        ],
      ),
  ];
}

function words(cell: Cell | undefined): Line {
  if (!cell) return [span('faint', '-')];
  const { outcome, required, durationMs } = cell;
  const time = durationMs === undefined ? [] : [span('faint', ` ${formatDuration(durationMs)}`)];
  return [word(outcome, required), ...time];
}

function word(outcome: CellOutcome, required: boolean): Span {
  switch (outcome) {
    case 'passed':
      return span('good', 'pass');
    case 'failed':
      return required ? span('bad', 'FAIL') : span('warn', 'fail');
    case 'incomplete':
      return span('warn', 'part');
    case 'interrupted':
      return span('warn', 'stop');
    case 'not-applicable':
      return span('faint', 'n/a');
    case 'not-run':
      return span('faint', 'not run');
    case 'running':
      return span('faint', '...');
  }
}

function widthOf(line: Line): number {
  return line.reduce((sum, part) => sum + textWidth(typeof part === 'string' ? part : part.text), 0);
}
