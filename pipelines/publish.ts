/** `shakedown publish`: what stands in the way of a release, and with `--publish` the release itself. */
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Finding, PublishReport } from '../schemas/types.ts';
import { StageFailure } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import { atHardEnd, Interrupted } from './interruption.ts';
import type { Io } from './io.ts';
import { type LoadedPolicy, loadPolicy, requirePolicyFor } from './policy/load-policy.ts';
import { type Gathered, gatherFacts } from './publishing/gather-facts.ts';
import { judge } from './publishing/preflight.ts';
import { publishLines } from './publishing/publish-lines.ts';
import { publishReport } from './publishing/publish-report.ts';
import type { Readiness } from './publishing/release-facts.ts';
import { releaseIt } from './publishing/release-it.ts';
import { readReleaseRecord } from './publishing/release-record.ts';
import { defaultSource, type ReleaseSource, releaseSource } from './publishing/release-source.ts';
import { assessReadiness } from './readiness/assess.ts';
import { diagnosticsOf, sayDocument, sayLines } from './run/command-io.ts';
import { makeRunId } from './run/run-id.ts';
import { NotReady } from './run/store-fault.ts';
import { makeWorkspace, removeWorkspaceOrWarn } from './run/workspace.ts';

export interface PublishOptions {
  /** without it nothing is changed */
  publish?: boolean;
  /** another job sends it: who this one is does not matter; never with `publish` */
  forAnotherJob?: boolean;
  /** to the staging area */
  stage?: boolean;
  /** the bytes, which must be the verified ones */
  tarball?: string;
  /** may only repeat the policy */
  registry?: string;
  policy: string;
  json?: boolean;
}

/**
 * @param spec the source directory; the current one, or the reference package, when that is what the policy speaks of
 * @returns the exit code
 * @throws InputError for a source, policy or tarball that is none; NotReady when nothing could be recorded
 */
export async function publish(spec: string | undefined, options: PublishOptions, io: Io): Promise<number> {
  const policy = await loadPolicy(options.policy, io.cwd);
  const source = await (spec === undefined
    ? defaultSource(policy.policy.npm.packages, io.cwd)
    : releaseSource(spec, io.cwd));
  requirePolicyFor(policy, source.name);
  const diagnostics = diagnosticsOf(io);
  const id = makeRunId(io.now());
  const warn = (found: Finding): void => diagnostics.report(found);
  const scratchDir = makeWorkspace({ tmpDir: io.env.TMPDIR || tmpdir(), runId: id, workdir: io.cwd, now: io.now() });
  let report: PublishReport;
  try {
    tellOpenRecord(source, io, warn);
    const gathered = await lookAt(source, policy, { ...options, scratchDir }, io);
    report = await judged(gathered, { ...options, id, scratchDir, warn }, io);
  } finally {
    await removeWorkspaceOrWarn(scratchDir, warn);
  }
  for (const found of report.findings) warn(found);
  diagnostics.finish();
  if (options.json) await sayDocument(io, 'publish-report', report);
  else await sayLines(io, publishLines(report, { ...options, ...(spec === undefined ? {} : { source: spec }) }));
  return report.exitCode;
}

/** Somebody who was killed in the middle of it left only the intent. */
function tellOpenRecord({ name, version }: ReleaseSource, io: Io, warn: (found: Finding) => void): void {
  const found = readReleaseRecord(io.cwd, name, version);
  const release = `${name}@${version}`;
  if (found.kind === 'unreadable') warn(finding('release-record-unreadable', { file: found.file, found: found.found }));
  if (found.kind !== 'found' || found.record.state !== 'sending') return;
  warn(finding('release-left-open', { release, since: found.record.startedAt, file: found.file }));
}

async function lookAt(
  source: ReleaseSource,
  policy: LoadedPolicy,
  { stage, forAnotherJob, tarball, registry, scratchDir }: PublishOptions & { scratchDir: string },
  io: Io,
): Promise<Gathered> {
  const given = tarball === undefined ? undefined : resolve(io.cwd, tarball);
  return await gatherFacts({
    intent: stage ? 'stage' : 'publish',
    sender: forAnotherJob ? 'another job' : 'this job',
    policy,
    ...source,
    sourceDir: source.dir,
    readiness: readinessOf(source, policy, given, io),
    ...(given === undefined ? {} : { tarball: given }),
    ...(registry === undefined ? {} : { registry }),
    scratchDir,
    io,
  });
}

/** A source that cannot be packed, or a host without npm, cannot be ready, and that is not all that is to be said. */
async function readinessOf(
  { subject }: ReleaseSource,
  policy: LoadedPolicy,
  tarball: string | undefined,
  io: Io,
): Promise<Readiness> {
  const impossible = (reason: string, remediation: string): Readiness => ({ kind: 'impossible', reason, remediation });
  if (!subject) return impossible('a private package, which cannot be verified', 'Take "private" out of package.json.');
  try {
    const request = { subject, policy, ...(tarball === undefined ? {} : { tarball }) };
    return { kind: 'assessed', report: await assessReadiness(request, io) };
  } catch (error) {
    const [first] = error instanceof StageFailure || error instanceof NotReady ? error.findings : [];
    if (!first) throw error;
    return impossible(first.message, first.remediation);
  }
}

interface Doing extends PublishOptions {
  id: string;
  scratchDir: string;
  warn: (found: Finding) => void;
}

async function judged(gathered: Gathered, doing: Doing, io: Io): Promise<PublishReport> {
  const dryRun = doing.publish !== true;
  const { preflight } = judge(gathered.facts);
  const about = { facts: gathered.facts, preflight, dryRun };
  if (!preflight.ready) return publishReport({ ...about, outcome: 'blocked' });
  const done = await releaseIt(gathered, { ...doing, dryRun, atHardEnd }, io);
  const signal = io.signal.reason instanceof Interrupted ? io.signal.reason.signal : undefined;
  return publishReport({ ...about, ...done, ...(signal ? { signal } : {}) });
}
