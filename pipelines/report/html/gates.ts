/** The release conditions, as the readiness that was made from this run has them. */
import type { ReadinessReport } from '../../../schemas/types.ts';
import { html, type Markup } from './markup.ts';

/** @param readiness none was made from this run when it is missing, and no gate is judged */
export function gates(readiness: ReadinessReport | undefined): Markup {
  if (!readiness) {
    return html`<section aria-labelledby="gates"><h2 id="gates">Gates</h2>
<p class="note">Not judged from this run yet: <code>shakedown readiness</code> does that, and shows them here.</p></section>
`;
  }
  const { line, gates: all, findings } = readiness;
  return html`<section aria-labelledby="gates"><h2 id="gates">Gates</h2>
<p>${line}</p>
${findings.length > 0 && html`<ul>${findings.map(({ message, remediation }) => html`<li>${message} <span class="note">${remediation}</span></li>`)}</ul>`}
<div class="scroll"><table class="gates"><thead><tr><th scope="col">Gate</th><th scope="col">Verdict</th><th scope="col">What it rests on, and what would change it</th></tr></thead><tbody>
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
