/** What was found wrong, the worst first, each with the next step. */
import type { Finding, Report } from '../../../schemas/types.ts';
import { acrossCells } from '../across-cells.ts';
import { bounded } from './bounded.ts';
import { html, type Markup } from './markup.ts';

const weight = { error: 0, warning: 1, info: 2 } satisfies Record<Finding['severity'], number>;

export function findingsSection({ findings }: Report): Markup | undefined {
  if (findings.length === 0) return undefined;
  const sorted = findings.toSorted((a, b) => weight[a.severity] - weight[b.severity]);
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
<ul class="findings">
${acrossCells(sorted).map(({ found: { severity, code, where, message, remediation }, cells }) => html`<li><span class="badge ${severity}">${severity}</span><div>${bounded(message)} <span class="note">${code}${placeOf(where, cells)}</span><p>Next: ${remediation}</p></div></li>`)}
</ul></section>
`;
}

function placeOf({ stage, file, line, pointer, smoke }: Finding['where'], cells: readonly string[]): string {
  const place =
    file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}${pointer ? `#${pointer}` : ''}`;
  return [stage, ...cells, smoke, place]
    .filter(Boolean)
    .map((each) => `, ${each}`)
    .join('');
}
