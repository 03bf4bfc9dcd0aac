/** Where and with what it ran, the hand-overs of the bytes, and the files beside the page. */
import type { Report } from '../../../schemas/types.ts';
import { html, type Markup } from './markup.ts';

export function environment({
  environment: host,
  tools,
  handovers,
  preflight,
  evidence,
  suites,
  shakedownVersion,
}: Report): Markup {
  const used = tools ? [tools.node, tools.npm, tools.python, tools.uv] : [];
  const names = ['node', 'npm', 'python', 'uv'];
  return html`<section aria-labelledby="environment"><h2 id="environment">Environment and evidence</h2>
<dl class="facts">
<dt>Shakedown</dt><dd>${shakedownVersion} on node ${host.node}, ${host.platform} ${host.arch}</dd>
${used.map((tool, index) => tool && html`<dt>${names[index]}</dt><dd>${tool.version}${'kind' in tool && tool.kind === 'stand-in' && ', a stand-in, which no release gate accepts'} <span class="note">${tool.path}</span></dd>`)}
<dt>Suites</dt><dd>${suites.map(({ name, smokes, chosen }) => `${name} (${smokes}${chosen ? '' : ', not run'})`).join(', ')}</dd>
</dl>
${preflight && !preflight.ready && html`<h3>Not ready</h3><ul>${preflight.blockers.map(({ code, expected, found, remediation }) => html`<li>${code}: expected ${expected}, found ${found}. ${remediation}</li>`)}</ul>`}
${handovers.length > 0 && html`<h3>Hand-overs of the bytes</h3><div class="scroll"><table><thead><tr><th scope="col">At</th><th scope="col">Same</th><th scope="col">Found</th></tr></thead><tbody>${handovers.map(({ at, expected, found, same }) => html`<tr><td>${at}</td><td><span class="badge ${same ? 'passed' : 'failed'}">${same ? 'same' : 'differs'}</span></td><td><code>${found}</code>${!same && html`<br>expected <code>${expected}</code>`}</td></tr>`)}</tbody></table></div>`}
<h3>Files</h3><ul>${evidence.files.map((file) => html`<li><a href="${file}">${file}</a></li>`)}</ul>
</section>
`;
}
