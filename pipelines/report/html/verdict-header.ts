/** The top of the page: what was decided, about which bytes, and why not otherwise. */
import type { Report, SmokeOutcome } from '../../../schemas/types.ts';
import { formatDuration } from '../quantities.ts';
import { anchorOf } from './anchors.ts';
import { html, type Markup } from './markup.ts';

export function verdictHeader(report: Report): Markup {
  const { verdict, artifact, smokes } = report;
  const links = (wanted: SmokeOutcome): Markup[] =>
    smokes
      .flatMap(({ name, outcome }, index) => (outcome === wanted ? [{ name, index }] : []))
      .map(({ name, index }, at) => html`${at > 0 && ', '}<a href="#${anchorOf(index)}">${name}</a>`);
  const [failed, flaky] = [links('failed'), links('flaky')];
  const [word = report.state, ...rest] = (verdict?.line ?? `${report.state} ${report.project}`).split(/\s+/);
  return html`<header class="page">
<h1>${report.project}${artifact && ` ${artifact.version}`}</h1>
<div class="verdict ${report.state}"><strong class="word">${word}</strong> ${rest.join(' ')}
${verdict && verdict.reasons.length > 0 && html`<ul>${verdict.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
${failed.length > 0 && html`<p>Failed: ${failed}</p>`}
${flaky.length > 0 && html`<p>Flaky: ${flaky}</p>`}
</div>
<dl class="facts">
${fact('Subject', report.subject)}
${artifact && fact('sha256', html`<code>${artifact.sha256}</code>`)}
${artifact?.source.revision !== undefined && fact('Revision', html`<code>${artifact.source.revision}</code>${artifact.source.dirty === true && ', with changes that are not committed'}`)}
${report.policy && fact('Policy', report.policy.file)}
${fact('Run', html`<code>${report.runId}</code>`)}
${fact('Begun', html`<time datetime="${report.startedAt}">${report.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>${report.durationMs !== undefined && `, took ${formatDuration(report.durationMs)}`}`)}
</dl>
</header>
`;
}

function fact(name: string, value: Markup | string): Markup {
  return html`<dt>${name}</dt><dd>${value}</dd>\n`;
}
