/** report.html: one file that opens from disk, asks no network, and shows foreign text as text. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadinessReport, Report } from '../../../schemas/types.ts';
import { artifactSection } from './artifact-section.ts';
import { cellsSection } from './cells.ts';
import { environment } from './environment.ts';
import { findingsSection } from './findings-section.ts';
import { gates } from './gates.ts';
import { html, Markup } from './markup.ts';
import { readOutputs } from './outputs.ts';
import { smokesSection } from './smokes-section.ts';
import { type Machine, timeline } from './timeline.ts';
import { verdictHeader } from './verdict-header.ts';

export interface PageParts {
  report: Report;
  /** where the run's directory is now; the page is to stand in it, and links to the files beside it */
  dir: string;
  /** the gates, where a readiness was made from this run */
  readiness?: ReadinessReport;
  /** of a merged run: whose parts are in it, in that order */
  machines?: readonly Machine[];
}

/** The whole page. Reads what the commands of the run printed from its directory. */
export function reportPage({ report, dir, readiness, machines = [] }: PageParts): string {
  const outputs = readOutputs(report, { recordedIn: report.evidence.dir, dir });
  const [style, script] = [ownFile('page.css'), ownFile('browser/report.js')];
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${sha256(script)}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${report.verdict?.line ?? `${report.project}: ${report.state}`}</title>
<style>${Markup.of(style)}</style>
</head>
<body>
<a class="skip" href="#smokes">Skip to the smokes</a>
${verdictHeader(report)}
<main>
${gates(readiness)}
${cellsSection(report)}
${findingsSection(report)}
${timeline(report, machines)}
${artifactSection(report)}
${smokesSection(report, outputs)}
${environment(report, dir, machines)}
</main>
<footer class="note">Made by shakedown ${report.shakedownVersion} from report.json of run ${report.runId}.</footer>
<script>${Markup.of(script)}</script>
</body>
</html>
`;
  return page.toString();
}

/** A file of ours that goes into the page as it is. */
function ownFile(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
