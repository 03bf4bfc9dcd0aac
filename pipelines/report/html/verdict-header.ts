/** The top of the page: what was decided, about which bytes, and why not otherwise. */
import type { Report } from '../../../schemas/types.ts';
import { inCell } from '../cell-names.ts';
import { singleLine } from '../foreign-text.ts';
import { nextStep } from '../next-step.ts';
import { formatDuration, plural } from '../quantities.ts';
import { anchorOf } from './anchors.ts';
import { html, type Markup } from './markup.ts';

/** More reasons than this are closed at first. */
const shownReasons = 8;

export function verdictHeader(report: Report): Markup {
  const { verdict, artifact } = report;
  const [word = report.state, ...rest] = (verdict?.line ?? `${report.state} ${report.project}`).split(/\s+/);
  const reasons = (verdict?.reasons ?? []).map((reason) => reasonItem(reason, report));
  const next = nextStep(report);
  return html`<header class="page">
<h1>${report.project}${artifact && ` ${artifact.version}`}</h1>
<div class="verdict ${report.state}"><strong class="word">${word}</strong> ${rest.join(' ')}
${next !== undefined && html`<p class="next">${next}</p>`}
${reasons.length > 0 && html`<ul>${reasons.slice(0, shownReasons)}</ul>`}
${reasons.length > shownReasons && html`<details><summary>${plural(reasons.length - shownReasons, 'further reason')}</summary><ul>${reasons.slice(shownReasons)}</ul></details>`}
${others(report)}
</div>
<dl class="facts">
${fact('Subject', report.subject)}
${artifact && fact('sha256', html`<code>${artifact.sha256}</code>`)}
${artifact?.source.revision !== undefined && fact('Revision', html`<code>${artifact.source.revision}</code>${artifact.source.dirty === true && ', with changes that are not committed'}`)}
${report.policy && fact('Policy', report.policy.file)}
${fact('Run', html`<code>${report.runId}</code>`)}
${fact(report.matrix?.merged ? 'Merged' : 'Begun', html`<time datetime="${report.startedAt}">${report.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>${whence(report)}`)}
</dl>
</header>
`;
}

/** A reason that is a smoke's leads to it. */
function reasonItem(reason: string, { smokes }: Report): Markup {
  for (const [index, { name, cell }] of smokes.entries()) {
    const called = singleLine(inCell(name, cell));
    const rest = reason.startsWith(`smoke ${called} `) ? reason.slice(`smoke ${called}`.length) : undefined;
    if (rest !== undefined && /^ (failed|is flaky)/.test(rest))
      return html`<li>smoke <a href="#${anchorOf(index)}">${called}</a>${rest}</li>`;
  }
  return html`<li>${reason}</li>`;
}

/** What did not pass and is no reason: advisory smokes. */
function others({ smokes }: Report): Markup | false {
  const links = smokes.flatMap(({ name, cell, outcome, required }, index) =>
    !required && (outcome === 'failed' || outcome === 'flaky')
      ? [
          html`<li><a href="#${anchorOf(index)}">${inCell(name, cell)}</a> ${outcome === 'flaky' ? 'is flaky' : 'failed'}</li>`,
        ]
      : [],
  );
  return (
    links.length > 0 &&
    html`<details><summary>${plural(links.length, 'advisory smoke')} did not pass</summary><ul>${links}</ul></details>`
  );
}

/** How long it took; of a merged run that is how long merging took, which nobody asks. */
function whence({ matrix, durationMs }: Report): string {
  if (matrix?.merged) return `, from ${plural(matrix.merged.length, 'run')}`;
  return durationMs === undefined ? '' : `, took ${formatDuration(durationMs)}`;
}

function fact(name: string, value: Markup | string): Markup {
  return html`<dt>${name}</dt><dd>${value}</dd>\n`;
}
