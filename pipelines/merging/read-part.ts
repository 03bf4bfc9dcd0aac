/** Reads what a machine has left of its part: the evidence of a run, as `--out` copies it. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Finding, Report } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { SchemaError } from '../../smoke/schema/validate.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { readReport } from '../report/report-file.ts';

/** What one machine has done. */
export interface Part {
  /** as it was given, for people */
  name: string;
  /** absolute */
  dir: string;
  report: Report;
}

/**
 * The parts in these directories: each is one, or has one in each of its own directories.
 * @throws InputError for each that has none, or one that cannot be read
 */
export function readParts(dirs: readonly string[], cwd: string): Part[] {
  const parts: Part[] = [];
  const problems = dirs.flatMap((name) => {
    const dir = resolve(cwd, name);
    const found = existsSync(join(dir, 'report.json')) ? [{ name, dir }] : below(name, dir);
    if ('code' in found) return found;
    if (found.length === 0) return finding('merge-nothing-there', { dir: name });
    return found.flatMap((each) => {
      const read = readPart(each);
      if ('report' in read) parts.push(read);
      return 'report' in read ? [] : read;
    });
  });
  const [first, ...others] = problems;
  if (first) throw new InputError(first, ...others);
  return parts;
}

/** The directories in `dir` that hold a report: so a CI's artifacts are downloaded. */
function below(name: string, dir: string): Omit<Part, 'report'>[] | Finding {
  try {
    return readdirSync(dir)
      .toSorted()
      .map((each) => ({ name: join(name, each), dir: join(dir, each) }))
      .filter((each) => existsSync(join(each.dir, 'report.json')));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    if (code === undefined) throw error;
    return finding('merge-unreadable', { dir: name, reason: code });
  }
}

function readPart(part: Omit<Part, 'report'>): Part | Finding {
  try {
    return { ...part, report: readReport(join(part.dir, 'report.json')) };
  } catch (error) {
    if (!(error instanceof SchemaError || error instanceof SyntaxError) && errorCode(error) === undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return finding('merge-unreadable', { dir: part.name, reason });
  }
}
