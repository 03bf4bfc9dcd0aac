/** The report as Markdown: the verdict first, then what is wrong, then the rest, for a step summary or a comment. */
import type { Finding, Report, SmokeResult } from '../../schemas/types.ts';
import { acrossCells, type FoundAcross } from './across-cells.ts';
import { axesOf, inCell } from './cell-names.ts';
import { singleLine } from './foreign-text.ts';
import { nextStep } from './next-step.ts';
import { formatBytes, formatDuration, plural } from './quantities.ts';
import { rerunCommand } from './rerun-command.ts';

/** A summary of a step in GitHub Actions may have this many bytes; a longer one is refused as a whole. */
const maxBytes = 1024 * 1024;
const maxReasons = 12;
/** Of one smoke's error. */
const maxErrorLines = 30;

/** At most 1 MiB, whatever the report holds: what does not fit is counted. */
export function markdownReport(report: Report): string {
  const { verdict, artifact, smokes, findings } = report;
  const bad = smokes.filter(({ outcome }) => outcome === 'failed' || outcome === 'flaky');
  const next = nextStep(report);
  const parts = [
    `## ${text(verdict?.line ?? `${report.state} ${report.project}`)}\n`,
    ...(next === undefined ? [] : [`${text(next)}\n`]),
    ...(verdict && verdict.reasons.length > 0 ? [reasonList(verdict.reasons)] : []),
    ...(findings.length > 0
      ? [
          `### Findings\n\n| severity | what | next step |\n| --- | --- | --- |\n${acrossCells(worstFirst(findings)).map(findingRow).join('')}`,
        ]
      : []),
    ...matrix(report),
    ...bad.map((smoke) => badSmoke(smoke, report)),
    ...(artifact
      ? [
          `### Artifact\n\n${text(artifact.name)} ${text(artifact.version)}, ${formatBytes(artifact.size)} packed, ${formatBytes(artifact.unpackedSize)} unpacked, ${plural(artifact.entries.length, 'file')}, sha256 \`${artifact.sha256}\`\n`,
        ]
      : []),
    `### Stages\n\n| stage | outcome | time |\n| --- | --- | --: |\n${report.stages.map(({ stage, cell, outcome, durationMs }) => `| ${text(inCell(stage, cell))} | ${outcome} | ${durationMs === undefined ? '' : formatDuration(durationMs)} |\n`).join('')}`,
    `<details><summary>${plural(smokes.length, 'smoke')}</summary>\n\n| smoke | outcome | time |\n| --- | --- | --: |\n${smokes.map(smokeRow).join('')}\n</details>\n`,
  ];
  return fitting(parts);
}

/** Many say the same of many cells: what follows has all of them. */
function reasonList(reasons: readonly string[]): string {
  const more = reasons.length - maxReasons;
  const lines = reasons.slice(0, maxReasons).map((reason) => `- ${text(reason)}\n`);
  return [...lines, ...(more > 0 ? [`- and ${plural(more, 'further reason')}, each below\n`] : [])].join('');
}

function fitting(parts: readonly string[]): string {
  const taken: string[] = [];
  let bytes = 0;
  for (const [index, part] of parts.entries()) {
    const size = Buffer.byteLength(part) + 1;
    if (bytes + size > maxBytes - 200) {
      taken.push(`_${plural(parts.length - index, 'section')} more did not fit here: see report.html._\n`);
      break;
    }
    taken.push(part);
    bytes += size;
  }
  return taken.join('\n');
}

const weight = { error: 0, warning: 1, info: 2 } satisfies Record<Finding['severity'], number>;

function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => weight[a.severity] - weight[b.severity]);
}

function findingRow({ found: { severity, code, message, remediation }, cells }: FoundAcross): string {
  return `| ${severity} | ${text(message)} (\`${code}\`${cells.length > 0 ? `, ${text(cells.join(', '))}` : ''}) | ${text(remediation)} |\n`;
}

/** A row a package manager, a column a Node; nothing where there was one cell alone. */
function matrix({ cells, matrix: told }: Report): string[] {
  const wanted = told?.cells ?? cells.map(({ id }) => id);
  if (wanted.length < 2) return [];
  const places = wanted.map((id) => ({ id, ...axesOf(id), cell: cells.find((cell) => cell.id === id) }));
  const nodes = [...new Set(places.map(({ node }) => node))];
  const row = (pm: string): string => {
    const columns = nodes.map((node) => {
      const place = places.find((each) => each.pm === pm && each.node === node);
      if (!place) return '';
      return place.cell ? `${place.cell.outcome}${place.cell.required ? '' : ' (advisory)'}` : 'not here';
    });
    return `| ${[text(pm), ...columns].join(' | ')} |\n`;
  };
  const why = cells.flatMap(({ id, reason }) => (reason === undefined ? [] : [`- ${text(id)}: ${text(reason)}\n`]));
  return [
    `### Matrix\n\n| | ${nodes.map(text).join(' | ')} |\n| --- |${' --- |'.repeat(nodes.length)}\n${[...new Set(places.map(({ pm }) => pm))].map(row).join('')}`,
    ...(why.length > 0 ? [why.join('')] : []),
  ];
}

function badSmoke(smoke: SmokeResult, report: Report): string {
  const { name, cell, required, outcome, errors = [], record } = smoke;
  const last = record?.commands.at(-1);
  return [
    `### ${outcome === 'flaky' ? 'Flaky' : 'Failed'}: ${text(inCell(name, cell))}${required ? '' : ' (advisory)'}\n`,
    ...errors.map(({ message, diff }) => fenced([message, diff].filter(Boolean).join('\n'))),
    ...(last ? [`Its last command, ${text(last.ended)}:\n\n${fenced(last.line)}`] : []),
    `Again:\n\n${fenced(rerunCommand(report, smoke))}`,
  ].join('\n');
}

function smokeRow({ name, cell, outcome, durationMs, required }: SmokeResult): string {
  return `| ${text(inCell(name, cell))}${required ? '' : ' (advisory)'} | ${outcome} | ${formatDuration(durationMs)} |\n`;
}

/** Foreign text in a line of Markdown: as text, in one table cell, without markup of its own. */
function text(foreign: string): string {
  return singleLine(foreign)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~@#]/g, (found) => `&#${found.charCodeAt(0)};`);
}

/** Foreign text as it is, in a fence that is longer than any in it. */
function fenced(foreign: string): string {
  const lines = foreign.split('\n');
  const shown = lines.slice(0, maxErrorLines).join('\n').slice(0, 8000);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const more =
    lines.length > maxErrorLines ? `\n... ${plural(lines.length - maxErrorLines, 'line')} more in the report` : '';
  return `${fence}text\n${shown}${more}\n${fence}\n`;
}
