/** Where and with what it ran, the hand-overs of the bytes, and the files beside the page. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../schemas/types.ts';
import { html, type Markup } from './markup.ts';
import { hrefOf } from './outputs.ts';
import type { Machine } from './timeline.ts';

/** @param dir where the page is to stand: what is not there is not linked to */
export function environment(report: Report, dir: string, machines: readonly Machine[] = []): Markup {
  const { environment: host, tools, handovers, preflight, evidence, suites, shakedownVersion } = report;
  const used = tools ? [tools.node, tools.npm, tools.python, tools.uv] : [];
  const names = ['node', 'npm', 'python', 'uv'];
  const files = evidence.files.filter((file) => file !== 'report.html' && existsSync(join(dir, file)));
  return html`<section aria-labelledby="environment"><h2 id="environment">Environment and evidence</h2>
<dl class="facts">
<dt>Shakedown</dt><dd>${shakedownVersion} on node ${host.node}, ${host.platform} ${host.arch}</dd>
${used.map((tool, index) => tool && html`<dt>${names[index]}</dt><dd>${tool.version}${'kind' in tool && tool.kind === 'stand-in' && ', a stand-in, which no release gate accepts'} <span class="note">${tool.path}</span></dd>`)}
<dt>Suites</dt><dd>${suites.map(({ name, smokes, chosen }) => `${name} (${smokes}${chosen ? '' : ', not run'})`).join(', ')}</dd>
</dl>
${preflight && !preflight.ready && html`<h3>Not ready</h3><ul>${preflight.blockers.map(({ code, expected, found, remediation }) => html`<li>${code}: expected ${expected}, found ${found}. ${remediation}</li>`)}</ul>`}
${machines.length > 0 && html`<h3>Merged from</h3><ul>${machines.map((machine) => machineItem(machine, dir))}</ul>`}
${handovers.length > 0 && html`<h3>Hand-overs of the bytes</h3><div class="scroll"><table class="handovers"><thead><tr><th scope="col">At</th><th scope="col">Same</th><th scope="col">Found</th></tr></thead><tbody>${handovers.map(({ at, expected, found, same }) => html`<tr><td>${at}</td><td><span class="badge ${same ? 'passed' : 'failed'}">${same ? 'same' : 'differs'}</span></td><td><code>${found}</code>${!same && html`<br>expected <code>${expected}</code>`}</td></tr>`)}</tbody></table></div>`}
${files.length > 0 && html`<h3>Files</h3><ul>${files.map((file) => html`<li><a href="${hrefOf(file)}">${file}</a></li>`)}</ul>`}
</section>
`;
}

function machineItem({ name, folder, report }: Machine, dir: string): Markup {
  const host =
    report &&
    `: ${report.verdict?.line ?? report.state} (node ${report.environment.node}, ${report.environment.platform} ${report.environment.arch})`;
  return html`<li>${existsSync(join(dir, folder)) ? html`<a href="${hrefOf(folder)}">${name}</a>` : name}${host}</li>`;
}
