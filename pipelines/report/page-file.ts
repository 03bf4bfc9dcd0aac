/** report.html of a run, beside its report. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadinessReport, Report } from '../../schemas/types.ts';
import { parseAs, SchemaError } from '../../smoke/schema/validate.ts';
import { replaceFileSync } from '../run/atomic-file.ts';
import { hasCode } from '../run/system-error.ts';
import { reportPage } from './html/page.ts';
import type { Machine } from './html/timeline.ts';
import { readReport } from './report-file.ts';

/**
 * Writes the page into the run's directory, replaced as a whole; with the gates where a readiness was recorded there,
 * and of a merged run with what its machines have left of their own.
 * @returns the page's path
 * @throws what the file system says
 */
export function writePage(dir: string, report: Report): string {
  const file = join(dir, 'report.html');
  const readiness = recordedReadiness(dir);
  const machines = machinesOf(report, dir);
  replaceFileSync(file, reportPage({ report, dir, machines, ...(readiness ? { readiness } : {}) }));
  return file;
}

/** What `shakedown readiness` wrote into the directory of the run that it rests on. */
function recordedReadiness(dir: string): ReadinessReport | undefined {
  const file = join(dir, 'readiness.json');
  return ifReadable(() => parseAs('readiness', JSON.parse(readFileSync(file, 'utf8')), file));
}

/** `shakedown merge` copies what a machine has left into a directory of its own. */
function machinesOf({ matrix }: Report, dir: string): Machine[] {
  return (matrix?.merged ?? []).map(({ runId, dir: given, shard }, at) => {
    const folder = `machines/${at + 1}-${runId}`;
    const report = ifReadable(() => readReport(join(dir, folder, 'report.json')));
    const name = `${given}${shard ? `, shard ${shard.index}/${shard.of}` : ''}, run ${runId}`;
    return { name, folder, ...(report ? { report } : {}) };
  });
}

/** A page without it is better than none: what is beside a report may be gone, cut off, or of another version of ours. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof SchemaError) return undefined;
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR')) return undefined;
    throw error;
  }
}
