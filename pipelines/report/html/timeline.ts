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

type PlacedStage = Span & { stage: StageRecord };

/** A machine whose part of a merged run is in this one. */
export interface Machine {
  /** what it is called, and where its files are, below the page's directory */
  name: string;
  folder: string;
  /** as the machine left it; undefined when it is not there any more */
  report?: Report;
}

/** @param machines of a merged run: each has a clock and an axis of its own */
export function timeline(report: Report, machines: readonly Machine[] = []): Markup {
  const anchors = new Map(report.smokes.map((smoke, index) => [inCell(smoke.name, smoke.cell), anchorOf(index)]));
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
${
  report.matrix?.merged
    ? machines.map(
        (machine) => html`<h3>${machine.name}</h3>
${machine.report ? chart(machine.report, anchors, 4) : html`<p class="note">Its own report is not here any more: when what ran is not known.</p>`}`,
      )
    : chart(report, anchors, 3)
}</section>
`;
}

/** @param level of its headings */
function chart(report: Report, anchors: ReadonlyMap<string, string>, level: 3 | 4): Markup {
  const startedAt = Date.parse(report.startedAt);
  const stages = report.stages.map((stage): PlacedStage => ({ stage, ...spanOf(stage, startedAt, report) }));
  const smokes = report.smokes.map((smoke) => {
    const label = inCell(smoke.name, smoke.cell);
    const anchor = anchors.get(label);
    return {
      label,
      ...(anchor === undefined ? {} : { href: `#${anchor}` }),
      outcome: smoke.outcome,
      ...spanOf(smoke, startedAt, report),
    };
  });
  const total = Math.max(report.durationMs ?? 0, 1, ...stages.map(({ end }) => end), ...smokes.map(({ end }) => end));
  const waits = stages.map((each) => {
    const wait = waitBefore(each, stages);
    return wait && wait.end - wait.start >= Math.max(noticeableMs, noticeablePart * total) ? wait : undefined;
  });
  const lanes = inLanes(smokes);
  const cells = [...new Set(stages.flatMap(({ stage }) => stage.cell ?? []))];
  const heading = (text: string) =>
    level === 3 ? html`<h3 class="part">${text}</h3>` : html`<h4 class="part">${text}</h4>`;
  const rowsOf = (cell: string | undefined) =>
    html`<ol class="rows">${stages.map((each, at) => each.stage.cell === cell && stageRow(each, waits[at], total))}</ol>`;
  return html`<p class="note">From the start of the run, ${formatDuration(total)} in all.${waits.some(Boolean) && ' Hatched: it could not begin yet, and waited for what its row says.'}</p>
<div class="chart">
<div class="axis" aria-hidden="true">${axisMarks(total).map((at) => html`<span style="left:${percent(at, total)}%">${formatDuration(at)}</span>`)}</div>
${rowsOf(undefined)}
${cells.map((cell) => html`${heading(cell)}${rowsOf(cell)}`)}
${lanes.length > 0 && heading(`Smokes, ${lanes.length === 1 ? 'one at a time' : `up to ${lanes.length} side by side`}`)}
${lanes.map((lane, index) => html`<ol class="lane" aria-label="Smokes, lane ${index + 1}">${lane.map((smoke) => html`<li>${bar(smoke, total)}</li>`)}</ol>`)}
</div>
`;
}

interface Wait extends Span {
  for: string;
}

function stageRow({ stage, start, end }: PlacedStage, waited: Wait | undefined, total: number): Markup {
  const name = stage.stage;
  return html`<li class="row"><span class="name">${name}</span><div class="lane">
${waited && html`<span class="bar waiting" style="left:${percent(waited.start, total)}%;width:${percent(waited.end - waited.start, total)}%"></span>`}
${bar({ label: name, outcome: stage.outcome, start, end }, total)}</div><span class="time">${formatDuration(end - start)}</span>
${(waited || stage.outcome !== 'passed') && html`<span class="why">${[stage.outcome === 'passed' ? '' : stage.outcome, waited ? `waited ${formatDuration(waited.end - waited.start)} for ${waited.for}` : ''].filter(Boolean).join(', ')}</span>`}</li>`;
}

/** A shorter wait is none that anybody could see: milliseconds, and of the whole axis. */
const noticeableMs = 20;
const noticeablePart = 0.005;

/** From the moment when all that it needed but one was there until that was. */
function waitBefore(each: PlacedStage, all: readonly PlacedStage[]): Wait | undefined {
  const { stage } = each;
  const needed = all.filter(
    (other) => needs[stage.stage]?.includes(other.stage.stage) && inOneCell(stage, other.stage),
  );
  // There is one runner for all cells: the smokes of one wait for those of another.
  const before = stage.stage === 'smokes' && stage.cell !== undefined ? smokesBefore(each, all) : undefined;
  const byEnd = [...needed, ...(before ? [before] : [])].toSorted((a, b) => a.end - b.end);
  const [last, previous] = [byEnd.at(-1), byEnd.at(-2)];
  if (!last || !previous) return undefined;
  const { cell } = last.stage;
  return {
    start: previous.end,
    end: last.end,
    for: cell === stage.cell || cell === undefined ? last.stage.stage : inCell(last.stage.stage, cell),
  };
}

function smokesBefore(each: PlacedStage, all: readonly PlacedStage[]): PlacedStage | undefined {
  return all
    .filter(
      ({ stage, end }) =>
        stage.stage === 'smokes' && stage.cell !== each.stage.cell && end <= each.start + noticeableMs,
    )
    .toSorted((a, b) => a.end - b.end)
    .at(-1);
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
