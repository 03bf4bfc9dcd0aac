/** Which run counts: the newest one that meets every condition, else the one that comes nearest. */
import { dirname } from 'node:path';
import type { Finding } from '../../schemas/types.ts';
import { check } from '../../smoke/schema/validate.ts';
import { type Artifact, readArtifact } from '../artifact/artifact.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { namesIn } from '../run/names-in.ts';
import { runPlaces, storePlaces } from '../run/places.ts';
import { readJson, readRun } from '../run/read-run.ts';
import { isRunId } from '../run/run-id.ts';
import { type Expected, type RunRecord, unmetConditions } from './conditions.ts';
import { missing, type Unmet, wrong } from './unmet.ts';

/** The run that the gates rest on. */
export interface Evidence extends RunRecord {
  /** absolute; the run's directory */
  dir: string;
  /** the tarball that it verified, its hash compared just now; absent when it is gone or is not that any more */
  artifact?: Artifact;
  /** what it lacks */
  unmet: readonly Unmet[];
}

/** The verifies of the package `name` on record in `workdir`, newest first, read one by one. Runs without a report are none. */
export function* verifiesOf(name: string, workdir: string): Generator<RunRecord> {
  const ids = namesIn(storePlaces(workdir).runsDir).filter(isRunId).toSorted().reverse();
  for (const runId of ids) {
    const read = readJson(runPlaces(workdir, runId).reportFile);
    const checked = 'value' in read ? check('report', read.value) : undefined;
    if (!checked?.ok || checked.value.project !== name) continue;
    const run = readRun(workdir, runId);
    if (run.state !== 'unavailable') yield { runId, state: run.state, report: checked.value };
  }
}

/**
 * The newest run of the package `name` that is newer than `runId`, has failed, and whose report nobody can read: a disk
 * was full, or somebody took it away.
 */
function failedUnread(name: string, workdir: string, runId: string): string | undefined {
  const later = namesIn(storePlaces(workdir).runsDir).filter((id) => isRunId(id) && id > runId);
  return later
    .toSorted()
    .reverse()
    .find((id) => {
      const read = readJson(runPlaces(workdir, id).reportFile);
      if ('value' in read && check('report', read.value).ok) return false;
      const run = readRun(workdir, id);
      return run.state === 'failed' && run.status.project === name;
    });
}

/**
 * Chooses among `runs`, newest first, all of one package: the newest that lacks nothing; else of those that verified
 * these bytes, or of all, the one that lacks least. Of equals the newest.
 */
export async function chooseEvidence(
  runs: Iterable<RunRecord>,
  workdir: string,
  expected: Expected,
): Promise<Evidence | undefined> {
  const judged: { run: RunRecord; unmet: Unmet[] }[] = [];
  for (const run of runs) {
    const unmet = unmetConditions(run, expected);
    judged.push({ run, unmet });
    if (unmet.length === 0) break;
  }
  const { bytes } = expected;
  const ofTheseBytes = judged.filter(({ run }) => bytes && run.report.artifact?.sha256 === bytes.sha256);
  const candidates = ofTheseBytes.length > 0 ? ofTheseBytes : judged;
  const [best] = candidates.toSorted((one, other) => one.unmet.length - other.unmet.length);
  if (!best) return undefined;
  const { run, unmet } = best;
  const { dir, artifactDir } = runPlaces(workdir, run.runId);
  const kept = await keptArtifact(artifactDir, run, expected);
  const contradicted = contradiction(run, judged, expected) ?? unread(run, workdir, expected);
  return {
    ...run,
    dir,
    ...('artifact' in kept ? { artifact: kept.artifact } : {}),
    unmet: [...unmet, ...('unmet' in kept ? kept.unmet : []), ...(contradicted ? [contradicted] : [])],
  };
}

/** What a release without any verify lacks. */
export function noEvidence(name: string, workdir: string, next: string): Finding {
  return finding('evidence-missing', { name, store: dirname(storePlaces(workdir).runsDir), next });
}

/** What is published is the tarball that the run kept: it must still be the one that its report speaks of. */
async function keptArtifact(
  dir: string,
  { runId, report }: RunRecord,
  { commands }: Expected,
): Promise<{ artifact: Artifact } | { unmet: Unmet[] }> {
  if (!report.artifact) return { unmet: [] };
  const changed = (reason: string): { unmet: Unmet[] } => ({
    unmet: [wrong(finding('evidence-changed', { run: runId, reason, next: commands.verify() }, { file: dir }), 'all')],
  });
  try {
    const artifact = await readArtifact(dir);
    if (artifact.manifest.sha256 === report.artifact.sha256) return { artifact };
    return changed(`sha256 ${report.artifact.sha256} in its report, ${artifact.manifest.sha256} beside the tarball`);
  } catch (error) {
    if (error instanceof StageFailure) return changed(error.message);
    throw error;
  }
}

/** A run after it that failed on the same bytes by the same policy: what is true then, nobody can say. */
function contradiction(
  { runId, report }: RunRecord,
  judged: readonly { run: RunRecord }[],
  { policy, commands }: Expected,
): Unmet | undefined {
  if (report.state !== 'passed') return undefined;
  const later = judged
    .map((each) => each.run)
    .slice(
      0,
      judged.findIndex((each) => each.run.runId === runId),
    )
    .find(
      (each) =>
        each.state === 'failed' &&
        each.report.artifact?.sha256 === report.artifact?.sha256 &&
        each.report.policy?.sha256 === policy.sha256,
    );
  if (!later) return undefined;
  const args = { run: runId, later: later.runId, found: later.report.verdict?.line ?? 'a failure' };
  return wrong(finding('evidence-contradicted', { ...args, next: commands.verify() }));
}

/** A run after it that failed, nobody knows on what. */
function unread({ runId, report }: RunRecord, workdir: string, { commands }: Expected): Unmet | undefined {
  const later = report.state === 'passed' ? failedUnread(report.project, workdir, runId) : undefined;
  if (later === undefined) return undefined;
  return missing(finding('evidence-unreadable', { run: runId, later, next: commands.verify() }));
}
