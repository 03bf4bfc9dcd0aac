/** report.json of a run, and junit.xml beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { replaceFileSync } from '../run/atomic-file.ts';
import { junitXml } from './junit.ts';

/**
 * Writes `report.json` and `junit.xml` into the run's directory, each replaced as a whole. Synchronous, so that it can
 * be the last thing a process does.
 * @throws SchemaError before anything is written when the report is not as its schema says; what the file system says
 */
export function writeReport(dir: string, report: Report): void {
  const file = join(dir, 'report.json');
  const checked = parseAs('report', report, file);
  replaceFileSync(file, `${JSON.stringify(checked, undefined, 2)}\n`);
  replaceFileSync(join(dir, 'junit.xml'), junitXml(checked));
}

/**
 * @param file a report.json
 * @throws SchemaError when it is not a report, SyntaxError when it is not JSON, what the file system says
 */
export function readReport(file: string): Report {
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return parseAs('report', found, file);
}
