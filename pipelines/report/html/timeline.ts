/** When what ran: stages and smokes as bars on one time axis, and what waited for what. */
import type { Report, SmokeResult, StageName, StageRecord } from '../../../schemas/types.ts';
import { inCell } from '../cell-names.ts';
import { formatDuration } from '../quantities.ts';
import { anchorOf } from './anchors.ts';
import { axisMarks, inLanes, type Span } from './lanes.ts';
import { html, type Markup } from './markup.ts';

/** What a stage cannot begin without. @see verify.ts, which conducts them so */
const needs: Partial<Record<StageName, readonly StageName[]>> = {
  pack: ['preflight'],
  registry: ['preflight'],
  inspect: ['pack'],
  publish: ['inspect', 'registry'],
  install: ['publish'],
  identity: ['publish'],
  smokes: ['identity'],
};

interface Placed extends Span {
  label: string;
  href?: string;
  outcome: string;
}

export function timeline(report: Report): Markup {
  const startedAt = Date.parse(report.startedAt);
  const stages = report.stages.map((stage) => ({ stage, ...spanOf(stage, startedAt, report) }));
  const smokes = report.smokes.map((smoke, index) => ({
    label: inCell(smoke.name, smoke.cell),
    href: `#${anchorOf(index)}`,
    outcome: smoke.outcome,
    ...spanOf(smoke, startedAt, report),
  }));
  const total = Math.max(report.durationMs ?? 0, 1, ...stages.map(({ end }) => end), ...smokes.map(({ end }) => end));
  const lanes = inLanes(smokes);
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
<p class="note">From the start of the run, ${formatDuration(total)} in all. Hatched: everything it needed but one was there, and it waited for that.</p>
<div class="chart">
<div class="axis" aria-hidden="true">${axisMarks(total).map((at) => html`<span style="left:${percent(at, total)}%">${formatDuration(at)}</span>`)}</div>
${stages.map((each) => stageRow(each, stages, total))}
${lanes.length > 0 && html`<h3>Smokes, ${lanes.length === 1 ? 'one at a time' : `up to ${lanes.length} side by side`}</h3>`}
${lanes.map((lane, index) => html`<ol class="lane" aria-label="Smokes, lane ${index + 1}">${lane.map((smoke) => html`<li>${bar(smoke, total)}</li>`)}</ol>`)}
</div></section>
`;
}

function stageRow(
  each: Span & { stage: StageRecord },
  all: readonly (Span & { stage: StageRecord })[],
  total: number,
): Markup {
  const { stage, start, end } = each;
  const name = inCell(stage.stage, stage.cell);
  const waited = waitBefore(each, all);
  return html`<div class="row"><span class="name">${name}</span><div class="lane">
${waited && html`<span class="bar waiting" style="left:${percent(waited.start, total)}%;width:${percent(waited.end - waited.start, total)}%" title="waited ${formatDuration(waited.end - waited.start)} for ${waited.for}"></span>`}
${bar({ label: name, outcome: stage.outcome, start, end }, total)}</div><span class="time">${formatDuration(end - start)}</span></div>`;
}

/** From the moment when the first of what it needs was there until the last was. */
function waitBefore(
  { stage }: { stage: StageRecord },
  all: readonly (Span & { stage: StageRecord })[],
): (Span & { for: string }) | undefined {
  const needed = all
    .filter((other) => needs[stage.stage]?.includes(other.stage.stage) && inOneCell(stage, other.stage))
    .toSorted((a, b) => a.end - b.end);
  const [first, last] = [needed[0], needed.at(-1)];
  if (!first || !last || last.end - first.end < 1) return undefined;
  return { start: first.end, end: last.end, for: last.stage.stage };
}

/** What is not of a cell, such as packing, is for all of them. */
function inOneCell(a: StageRecord, b: StageRecord): boolean {
  return a.cell === undefined || b.cell === undefined || a.cell === b.cell;
}

function bar({ label, href, outcome, start, end }: Placed, total: number): Markup {
  const place = html`left:${percent(start, total)}%;width:${percent(end - start, total)}%`;
  const words = `${label}: ${outcome}, ${formatDuration(end - start)}, from ${formatDuration(start)}`;
  if (href === undefined) return html`<span class="bar ${outcome}" style="${place}" title="${words}"></span>`;
  return html`<a class="bar ${outcome}" style="${place}" href="${href}" title="${words}" aria-label="${words}"></a>`;
}

function spanOf(of: StageRecord | SmokeResult, startedAt: number, report: Report): Span {
  const start = Math.max(0, Date.parse(of.startedAt) - startedAt);
  return { start, end: start + (of.durationMs ?? Math.max(0, (report.durationMs ?? 0) - start)) };
}

function percent(part: number, total: number): string {
  return ((100 * part) / total).toFixed(3);
}
