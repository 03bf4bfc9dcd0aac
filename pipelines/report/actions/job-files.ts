/** The files by which a step hands results to its job: outputs and the summary. */

import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, statSync } from 'node:fs';

/** Of one step, of all that is written to its summary. @see https://docs.github.com/en/actions/reference/limits */
const maxSummaryBytes = 1024 * 1024;

/** Appends outputs to GITHUB_OUTPUT. A value can hold line feeds and whatever else. @throws what the file system says */
export function writeOutputs(file: string, outputs: Readonly<Record<string, string>>): void {
  const lines = Object.entries(outputs).map(([name, value]) => {
    const end = `end-${randomUUID()}`;
    return `${name}<<${end}\n${value}\n${end}\n`;
  });
  appendFileSync(file, lines.join(''));
}

/** Appends to GITHUB_STEP_SUMMARY what still fits into it; a summary that is too long would be dropped as a whole. @throws what the file system says */
export function writeSummary(file: string, markdown: string): void {
  const room = maxSummaryBytes - (existsSync(file) ? statSync(file).size : 0);
  if (Buffer.byteLength(markdown) <= room) {
    appendFileSync(file, markdown);
    return;
  }
  const [heading = ''] = markdown.split('\n', 1);
  const short = `${heading}\n\nThe summary of this step is full; report.html has the rest.\n`;
  if (Buffer.byteLength(short) <= room) appendFileSync(file, short);
}
