/** The matrix as a grid: a row a package manager, a column a Node. */
import type { Cell, Report } from '../../../schemas/types.ts';
import { axesOf } from '../cell-names.ts';
import { formatDuration } from '../quantities.ts';
import { html, type Markup } from './markup.ts';

/** Nothing where there was one cell alone. A pair that is no cell is left blank; one that is another machine's is said to be. */
export function cellsSection({ cells, matrix }: Report): Markup | undefined {
  const wanted = matrix?.cells ?? cells.map(({ id }) => id);
  if (wanted.length < 2) return undefined;
  const places = wanted.map((id) => ({ id, ...axesOf(id), cell: cells.find((cell) => cell.id === id) }));
  const managers = [...new Set(places.map(({ pm }) => pm))];
  const nodes = [...new Set(places.map(({ node }) => node))];
  const placeAt = (pm: string, node: string) => places.find((place) => place.pm === pm && place.node === node);
  const reasons = cells.filter(({ reason }) => reason !== undefined);
  return html`<section aria-labelledby="matrix"><h2 id="matrix">Matrix</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="matrix"><table class="grid"><thead><tr><td></td>${nodes.map((node) => html`<th scope="col">${node}</th>`)}</tr></thead><tbody>
${managers.map((pm) => html`<tr><th scope="row">${pm}</th>${nodes.map((node) => cellOf(placeAt(pm, node)))}</tr>`)}
</tbody></table></div>
${reasons.length > 0 && html`<ul>${reasons.map(({ id, outcome, required, reason = '' }) => html`<li><span class="badge ${outcome}">${outcome}</span> ${id}${!required && html` <span class="note">advisory</span>`}: ${reason}</li>`)}</ul>`}
</section>
`;
}

function cellOf(place: { cell: Cell | undefined } | undefined): Markup {
  if (!place) return html`<td></td>`;
  if (!place.cell) return html`<td class="elsewhere note">not in this run</td>`;
  const { outcome, required, manager, node, smokes, lowest, durationMs } = place.cell;
  const notes = [
    ...(required ? [] : ['advisory']),
    ...(lowest ? ['the lowest Node'] : []),
    smokes === 'all' ? 'all smokes' : 'the ways in',
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
  ];
  return html`<td><span class="badge ${outcome}">${outcome}</span><br><span class="note">${manager.name} ${manager.version}, node ${node.version}<br>${notes.join(', ')}</span></td>`;
}
