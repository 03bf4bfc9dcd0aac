/** Every smoke with what it did: its errors at once, its outputs when it is opened. */
import type { CommandRecord, Report, SmokeResult } from '../../../schemas/types.ts';
import { inCell } from '../cell-names.ts';
import { roundWords } from '../over-rounds.ts';
import { formatBytes, formatDuration } from '../quantities.ts';
import { rerunCommand } from '../rerun-command.ts';
import { anchorOf } from './anchors.ts';
import { bounded } from './bounded.ts';
import { differences } from './differences.ts';
import { html, type Markup } from './markup.ts';
import type { Output } from './outputs.ts';

/** So many smokes are open at first, of those that did not pass: of a run that is wholly broken nobody reads more at once. */
const mostOpen = 10;

/** @param outputs by the file that the report names */
export function smokesSection(report: Report, outputs: ReadonlyMap<string, Output>): Markup {
  const { smokes } = report;
  if (smokes.length === 0)
    return html`<section aria-labelledby="smokes"><h2 id="smokes">Smokes</h2><p>None ran.</p></section>`;
  const suites = [...new Set(smokes.map(({ suite }) => suite))];
  const outcomes = [...new Set(smokes.map(({ outcome }) => outcome))];
  const open = new Set(smokes.filter(isBad).slice(0, mostOpen));
  return html`<section aria-labelledby="smokes"><h2 id="smokes">Smokes</h2>
<form id="filter" role="search" hidden>
<label>Search <input id="search" type="search" placeholder="name, command, error" autocomplete="off" spellcheck="false"></label>
<label><input id="search-outputs" type="checkbox"> in outputs too</label>
<fieldset><legend>Show</legend>${outcomes.map((outcome) => html`<label class="chip"><input type="checkbox" name="outcome" value="${outcome}" checked> ${words(outcome)} <span class="count">${smokes.filter((each) => each.outcome === outcome).length}</span></label>`)}</fieldset>
<output id="shown" aria-live="polite"></output>
</form>
${suites.map(
  (suite) => html`<h3 class="suite" data-suite="${suite}">${suite}</h3>
${smokes.map((smoke, index) => smoke.suite === suite && details(smoke, { report, outputs, index, open: open.has(smoke) }))}`,
)}
</section>
`;
}

function isBad({ outcome }: SmokeResult): boolean {
  return outcome === 'failed' || outcome === 'flaky';
}

interface Around {
  report: Report;
  outputs: ReadonlyMap<string, Output>;
  /** of the smoke in the report */
  index: number;
  open: boolean;
}

function details(smoke: SmokeResult, { report, outputs, index, open }: Around): Markup {
  const { name, outcome, required, durationMs, file, reason, errors = [], record } = smoke;
  return html`<details class="smoke" id="${anchorOf(index)}" data-outcome="${outcome}" data-suite="${smoke.suite}"${open && html` open`}>
<summary><span class="badge ${outcome}">${words(outcome)}</span> <span class="title">${inCell(name, smoke.cell)}</span>${!required && html` <span class="note">advisory</span>`} <span class="time">${formatDuration(durationMs)}</span></summary>
<div class="body">
<p class="note">smoke/${file}</p>
${smoke.rounds && html`<p>${roundsOf(smoke)}</p>`}
${reason !== undefined && html`<p>${reason}</p>`}
${errors.map(({ message, diff, at, difference }) => html`<div class="error"><pre>${bounded(difference ? beforeValue(message) : message)}</pre>${difference && differences(difference)}${diff !== undefined && coloured(bounded(diff))}${at !== undefined && html`<p class="note">at ${at}</p>`}</div>`)}
${record && record.steps.length > 0 && html`<ol class="steps">${record.steps.map((step) => html`<li class="${step.outcome}">${step.title} <span class="note">${words(step.outcome)}, ${formatDuration(step.durationMs)}</span></li>`)}</ol>`}
${record?.commands.map((command) => commandOf(command, outputs))}
${record && record.survivors.length > 0 && html`<p class="error">Still there at the end, and ended: ${record.survivors.map(({ pid, command }) => html`<code>${pid} ${command}</code> `)}</p>`}
${record?.sandboxDir !== undefined && html`<p class="note">sandbox: <code>${record.sandboxDir}</code></p>`}
${isBad(smoke) && html`<p class="again">Run just this again: <code>${rerunCommand(report, smoke)}</code></p>`}
</div></details>
`;
}

/** The value is shown with its differences in place: not a second time. */
function beforeValue(message: string): string {
  return message.split('\nfound: ', 1)[0] ?? message;
}

/** Of a repeated run: how its rounds came out, how long they took, and which of them is shown. */
function roundsOf({ rounds }: SmokeResult): string {
  const { times, failed = 0 } = rounds ?? {};
  const took = times && `median ${formatDuration(times.medianMs)}, slowest ${formatDuration(times.slowestMs)}`;
  return [roundWords({ rounds }), took, failed > 0 ? 'shown: the first that failed' : undefined]
    .filter(Boolean)
    .join('; ');
}

function commandOf(
  { line, ended, durationMs, heldOpen, stdoutFile, stderrFile }: CommandRecord,
  outputs: ReadonlyMap<string, Output>,
): Markup {
  return html`<div class="command"><pre class="line"><code>${line}</code></pre>
<p>${ended} <span class="note">after ${formatDuration(durationMs)}${heldOpen && html`; a descendant still held its output`}</span></p>
${stream('stdout', outputs.get(stdoutFile))}${stream('stderr', outputs.get(stderrFile))}</div>`;
}

function stream(name: string, output: Output = { kind: 'empty' }): Markup {
  switch (output.kind) {
    case 'empty':
      return html`<p class="note">${name}: nothing</p>`;
    case 'missing':
      return html`<p class="note">${name}: ${output.why}</p>`;
    case 'beside':
      return html`<p class="note">${name}: <a href="${output.href}">${formatBytes(output.bytes)}</a>, which this page has no room for</p>`;
    case 'embedded':
      return html`<figure class="stream"><figcaption>${name} <a href="${output.href}">${formatBytes(output.bytes)}</a>${output.left > 0 && html` <span class="note">beginning and end</span>`}</figcaption><script type="application/gzip">${output.data}</script><div class="text" tabindex="0" role="region" aria-label="${name}"></div></figure>`;
  }
}

/** A diff as Vitest makes it: lines that begin with - were expected, those with + were found. */
function coloured(diff: string): Markup {
  const kinds: Record<string, string> = { '-': 'expected', '+': 'found' };
  return html`<pre class="diff">${diff.split('\n').map((line) => html`<span class="${kinds[line.trimStart().charAt(0)] ?? ''}">${line}</span>\n`)}</pre>`;
}

function words(outcome: string): string {
  return outcome === 'not-applicable' ? 'n/a' : outcome;
}
