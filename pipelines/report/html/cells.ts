/** The matrix as a grid: a row a package manager, a column a Node. */
import type { Cell, Report } from '../../../schemas/types.ts';
import { axesOf } from '../cell-names.ts';
import { formatDuration } from '../quantities.ts';
import { html, type Markup } from './markup.ts';

/** Nothing where there was one cell alone. */
export function cellsSection({ cells }: Report): Markup | undefined {
  if (cells.length < 2) return undefined;
  const managers = [...new Set(cells.map(({ id }) => axesOf(id).pm))];
  const nodes = [...new Set(cells.map(({ id }) => axesOf(id).node))];
  const cellAt = (pm: string, node: string) => cells.find(({ id }) => axesOf(id).pm === pm && axesOf(id).node === node);
  const reasons = cells.filter(({ reason }) => reason !== undefined);
  return html`<section aria-labelledby="matrix"><h2 id="matrix">Matrix</h2>
<div class="scroll"><table class="grid"><thead><tr><td></td>${nodes.map((node) => html`<th scope="col">${node}</th>`)}</tr></thead><tbody>
${managers.map((pm) => html`<tr><th scope="row">${pm}</th>${nodes.map((node) => cellOf(cellAt(pm, node)))}</tr>`)}
</tbody></table></div>
${reasons.length > 0 && html`<ul>${reasons.map(({ id, reason = '' }) => html`<li>${id}: ${reason}</li>`)}</ul>`}
</section>
`;
}

function cellOf(cell: Cell | undefined): Markup {
  if (!cell) return html`<td></td>`;
  const { outcome, required, manager, node, smokes, lowest, durationMs } = cell;
  const notes = [
    ...(required ? [] : ['advisory']),
    ...(lowest ? ['the lowest Node'] : []),
    smokes === 'all' ? 'all smokes' : 'the ways in',
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
  ];
  return html`<td><span class="badge ${outcome}">${outcome}</span><br><span class="note">${manager.name} ${manager.version}, node ${node.version}<br>${notes.join(', ')}</span></td>`;
}
