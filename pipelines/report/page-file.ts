/** report.html of a run, beside its report. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadinessReport, Report } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { replaceFileSync } from '../run/atomic-file.ts';
import { reportPage } from './html/page.ts';

/**
 * Writes the page into the run's directory, replaced as a whole; with the gates where a readiness was recorded there.
 * @returns the page's path
 * @throws what the file system says
 */
export function writePage(dir: string, report: Report): string {
  const file = join(dir, 'report.html');
  const readiness = recordedReadiness(dir);
  replaceFileSync(file, reportPage({ report, dir, ...(readiness ? { readiness } : {}) }));
  return file;
}

/** What `shakedown readiness` wrote into the directory of the run that it rests on. */
function recordedReadiness(dir: string): ReadinessReport | undefined {
  const file = join(dir, 'readiness.json');
  if (!existsSync(file)) return undefined;
  return parseAs('readiness', JSON.parse(readFileSync(file, 'utf8')), file);
}
