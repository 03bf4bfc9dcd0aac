/** For the tests and the measurement of the page: a run of any size, with what its commands printed on disk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, SmokeResult } from '../../../schemas/types.ts';
import { concluded, sampleEvents, sampleSmoke } from '../sample-run.ts';

export interface LargeRun {
  smokes: number;
  /** of all logs together */
  bytes: number;
  /** how many of the smokes failed, from the first; none when not given */
  failed?: number;
}

/**
 * @param dir absolute; the logs are written below it
 * @returns the report of a run whose smokes each ran one command; every line of its stdout begins with its number in the run
 */
export function largeRun(dir: string, { smokes, bytes, failed = 0 }: LargeRun): Report {
  mkdirSync(join(dir, 'logs'), { recursive: true });
  const bytesEach = bytes / smokes;
  let line = 0;
  const results = Array.from({ length: smokes }, (_, index): SmokeResult => {
    const lines: string[] = [];
    for (let size = 0; size < bytesEach; line += 1) {
      // As logs are: a part that repeats, a part that does not, some colour.
      const next = `${line} \u001b[32mlog line\u001b[0m of a command, took ${Math.sin(line)} ms at /tmp/somewhere/${line % 97}\n`;
      lines.push(next);
      size += next.length;
    }
    const [stdoutFile, stderrFile] = [join(dir, 'logs', `${index}.stdout`), join(dir, 'logs', `${index}.stderr`)];
    writeFileSync(stdoutFile, lines.join(''));
    writeFileSync(stderrFile, '');
    const command = {
      line: `cd /w && ktx run ${index}`,
      cwd: '/w',
      ended: 'exit 0',
      durationMs: 5,
      stdoutFile,
      stderrFile,
      stdoutBytes: Math.ceil(bytesEach),
      stderrBytes: 0,
      heldOpen: false,
    };
    return sampleSmoke(`many > ${index}`, {
      record: { steps: [], survivors: [], commands: [command] },
      ...(index < failed ? { outcome: 'failed', errors: [{ message: `expected ${index}` }] } : {}),
    });
  });
  const report = concluded(sampleEvents(results));
  return { ...report, evidence: { ...report.evidence, dir } };
}
