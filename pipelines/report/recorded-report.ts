/** The report of a run that is on record, or of one that was copied here from another machine. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Report } from '../../schemas/types.ts';
import { SchemaError } from '../../smoke/schema/validate.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { CommandIo } from '../run/command-io.ts';
import { findRun, sourcesOf } from '../run/find-run.ts';
import { runPlaces } from '../run/places.ts';
import { hasCode } from '../run/system-error.ts';
import { readReport } from './report-file.ts';

export interface RecordedReport {
  report: Report;
  /** absolute; the directory that the report is in, with the evidence beside it */
  dir: string;
}

/**
 * @param named the beginning of a run's id, or the path of a directory with a report.json (what `--out` made), or of
 *   that file; the last run of the current directory without it
 * @throws InputError when there is no such run, or no report of it that can be read
 */
export function recordedReport(named: string | undefined, io: Pick<CommandIo, 'env' | 'cwd'>): RecordedReport {
  const dir = directoryOf(named, io);
  const file = join(dir, 'report.json');
  try {
    return { report: readReport(file), dir };
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR'))
      throw unreadable(file, 'no such file: the run did not come so far as to write one');
    if (hasCode(error, 'EACCES', 'EISDIR')) throw unreadable(file, 'it cannot be read');
    if (error instanceof SyntaxError || error instanceof SchemaError) throw unreadable(file, error.message);
    throw error;
  }
}

function directoryOf(named: string | undefined, io: Pick<CommandIo, 'env' | 'cwd'>): string {
  const path = named === undefined ? undefined : resolve(io.cwd, named);
  if (path !== undefined && existsSync(path)) return statSync(path).isDirectory() ? path : dirname(path);
  const { runId, workdir } = findRun(sourcesOf(io), named);
  if (workdir === undefined) throw new InputError(finding('run-not-found', { id: runId }));
  return runPlaces(workdir, runId).dir;
}

function unreadable(file: string, reason: string): InputError {
  return new InputError(finding('report-unreadable', { file, reason }, { file }));
}
