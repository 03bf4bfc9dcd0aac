/** The release conditions, as the readiness that was made from this run has them. */
import type { ReadinessReport } from '../../../schemas/types.ts';
import { html, type Markup } from './markup.ts';

export function gates({ line, gates: all, findings }: ReadinessReport): Markup {
  return html`<section aria-labelledby="gates"><h2 id="gates">Gates</h2>
<p>${line}</p>
${findings.length > 0 && html`<ul>${findings.map(({ message, remediation }) => html`<li>${message} <span class="note">${remediation}</span></li>`)}</ul>`}
<div class="scroll"><table><thead><tr><th scope="col">Gate</th><th scope="col">Verdict</th><th scope="col">What it rests on, and what would change it</th></tr></thead><tbody>
${all.map(
  ({
    id,
    title,
    verdict,
    evidence,
    findings: found,
    remedy,
    override,
  }) => html`<tr><th scope="row">${id}</th><td><span class="badge ${verdict}">${verdict}</span></td><td><strong>${title}</strong>
${evidence.map(({ text }) => html`<br>${text}`)}${found.map(({ message }) => html`<br>${message}`)}${remedy !== undefined && html`<br><em>Next: ${remedy}</em>`}${override && html`<br>Overridden by ${override.by} on ${override.at}: ${override.reason}`}</td></tr>`,
)}
</tbody></table></div></section>
`;
}
