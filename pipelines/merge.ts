/** `shakedown merge`: one report and one verdict out of what many machines have done. */
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import type { Io } from './io.ts';
import { copyEvidence } from './merging/copy-evidence.ts';
import { endOfReport } from './merging/end-of-report.ts';
import { mergeCells } from './merging/merge-cells.ts';
import { type Part, readParts } from './merging/read-part.ts';
import { eventsOf } from './merging/replay.ts';
import { requireAlike } from './merging/require-alike.ts';
import { openTerminal } from './report/terminal/open-terminal.ts';
import { conduct } from './run/conduct.ts';
import { stateHomeOf } from './run/registration.ts';
import { shakedownVersion } from './version.ts';
import { writableDir } from './writable-dir.ts';

export interface MergeOptions {
  out?: string;
  json: boolean;
  quiet: boolean;
  verbose: boolean;
}

/**
 * @param dirs evidence of runs, as `verify --out` copies it, or directories of such directories
 * @returns the exit code of the verdict over all of them
 * @throws InputError when they are not parts of one thing
 */
export async function merge(dirs: readonly string[], options: MergeOptions, io: Io): Promise<number> {
  const parts = readParts(dirs, io.cwd);
  requireAlike(parts);
  const [{ report: first } = refuseNothing()] = parts;
  if (first.shakedownVersion !== shakedownVersion) {
    const args = { what: 'the version of Shakedown', dir: parts[0]?.name ?? '', found: first.shakedownVersion };
    throw new InputError(finding('merge-unlike', { ...args, other: 'this one', expected: shakedownVersion }));
  }
  const out = options.out === undefined ? undefined : await writableDir(options.out, io.cwd);
  const terminal = await openTerminal(options, io);
  const advisory = first.matrix?.advisory;
  const wanted = first.matrix?.cells ?? first.cells.map(({ id }) => id);
  const { project, suite, suites, policy, only, subject, environment } = first;
  return await conduct(
    {
      run: {
        workdir: io.cwd,
        project,
        suite,
        subject,
        version: shakedownVersion,
        stateHome: stateHomeOf(io.env),
        now: io.now,
        ...(out === undefined ? {} : { out }),
      },
      report: {
        subject,
        project,
        suite,
        suites,
        shakedownVersion,
        environment,
        ...(policy ? { policy } : {}),
        ...(only === undefined ? {} : { only }),
        matrix: { cells: wanted, ...(advisory ? { advisory } : {}), merged: parts.map(told) },
      },
      terminal,
      interruption: io.signal,
      keep: false,
    },
    async (run) => {
      await copyEvidence(parts, run.dir);
      for (const event of eventsOf(parts, mergeCells(wanted, parts), run.dir)) run.emit(event);
    },
  );
}

function told({ name, report }: Part) {
  const shard = report.matrix?.shard;
  const finishedAt = new Date(endOfReport(report)).toISOString();
  return { runId: report.runId, dir: name, ...(shard ? { shard } : {}), finishedAt };
}

function refuseNothing(): never {
  throw new InputError(finding('merge-nothing-there', { dir: 'the command line' }));
}
