/** For tests: a verify that a release can rest on, as its events, its report, or a run on record, and how it may differ. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ArtifactManifest, Cell, Finding, Handover, Report, SmokeResult, Tools } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { applyEvent, newReport, type ReportMeta } from '../report/report.ts';
import { writeReport } from '../report/report-file.ts';
import {
  concluded,
  sampleComparison,
  sampleEvents,
  sampleMeta,
  sampleSmoke,
  sampleTools,
} from '../report/sample-run.ts';
import { type Ending, judge } from '../report/verdict.ts';
import type { EventBody } from '../run/event-body.ts';
import { openRun, type RunOptions } from '../run/recorder.ts';
import { shakedownVersion } from '../version.ts';

/** Required smokes of the contract ktx-runtime@1, one or two of each gate. */
export const sampleSmokes: readonly SmokeResult[] = [
  'install > --version names the package and the version that were installed',
  'install > the bundled wheel is the one that its manifest describes',
  'runtime-install > install makes what it says, and a second install keeps it',
  'doctor > after an install every check passes, in text and in JSON',
  'daemon > start again reuses the same daemon',
  'prune > --dry-run lists the stale runtimes and leaves them',
  'documents > the README names every runtime command',
].map((name) => sampleSmoke(name));

export const sampleCell: Cell = {
  id: 'host',
  manager: { name: 'npm', version: '11.19.0' },
  node: { name: 'node', version: '24.21.0' },
  primary: true,
  required: true,
  lowest: false,
  smokes: 'all',
  outcome: 'passed',
};

export interface VerifyChanges {
  /** the Shakedown that ran it; this one when not given */
  by?: string;
  smokes?: readonly SmokeResult[];
  /** smokes that were planned; as many as there are when not given */
  planned?: number;
  tools?: Tools;
  artifact?: ArtifactManifest;
  /** none: a run that ended before they were known */
  cells?: readonly [Cell, ...Cell[]] | readonly [];
  findings?: readonly Finding[];
  meta?: Partial<ReportMeta>;
  ending?: Ending;
  /** whatever else is to be in another way: of the events in their order */
  events?: (bodies: EventBody[]) => EventBody[];
}

/** Compared with that earlier version, in which nothing was different. */
export function comparedTo(name: string, version: string): VerifyChanges {
  const compared: EventBody = {
    type: 'package-compared',
    previous: { spec: `${name}@${version}`, name, version, sha256: 'e'.repeat(64) },
    comparison: sampleComparison(version),
  };
  return { events: (all) => [...all, compared] };
}

/** The events of a verify, without the last. */
function verifyEvents(changes: VerifyChanges): EventBody[] {
  const {
    smokes = sampleSmokes,
    planned,
    tools = sampleTools,
    artifact,
    findings = [],
    cells = [sampleCell],
    by = shakedownVersion,
  } = changes;
  const bodies = sampleEvents(smokes, { tools, ...(planned === undefined ? {} : { planned }) }).map((body) => {
    if (body.type === 'run-started') return { ...body, version: by };
    if (body.type === 'identity-proved') return { ...body, handovers: body.handovers.map(withVersion(artifact)) };
    return body.type === 'artifact-ready' && artifact ? { ...body, artifact } : body;
  });
  const inspected = bodies.findIndex((body) => body.type === 'stage-finished' && body.stage === 'inspect');
  const told = findings.map((finding): EventBody => ({ type: 'finding', finding }));
  const [first, ...others] = cells;
  const cellsPlanned: EventBody[] = first ? [{ type: 'cells-planned', cells: [first, ...others] }] : [];
  const all: EventBody[] = [...bodies.slice(0, inspected), ...told, ...cellsPlanned, ...bodies.slice(inspected)];
  return changes.events?.(all) ?? all;
}

/** The command says its version where the others are told by their bytes. */
function withVersion({ version }: Pick<ArtifactManifest, 'version'> = { version: '0.1.0' }) {
  return (handover: Handover): Handover =>
    handover.at === 'running CLI' ? { ...handover, expected: version, found: version } : handover;
}

/** The report of a verify, with its verdict. */
export function verifyReport(changes: VerifyChanges = {}): Report {
  return concluded(verifyEvents(changes), changes.ending, {
    project: '@kaelio/ktx',
    policy: { file: 'release-policy.json', sha256: 'ab'.repeat(32) },
    ...changes.meta,
  });
}

/** A verify on record in `here.workdir`: made by the real recorder, with the tarball that it verified. @returns its id */
export async function recordVerify(
  here: RunOptions,
  { artifact, policy }: { artifact: Artifact; policy: LoadedPolicy },
  changes: VerifyChanges = {},
): Promise<string> {
  const { meta, ending = { kind: 'completed' }, by: version = shakedownVersion } = changes;
  const run = await openRun({ ...here, project: artifact.manifest.name, version });
  let report = newReport({
    ...sampleMeta,
    runId: run.id,
    project: artifact.manifest.name,
    startedAt: run.startedAt,
    evidence: { dir: run.dir, files: [] },
    policy: { file: policy.file, sha256: policy.sha256 },
    ...meta,
  });
  run.onEvent((event) => {
    report = applyEvent(report, event);
  });
  const manifest = changes.artifact ?? artifact.manifest;
  for (const body of verifyEvents({ ...changes, artifact: manifest }).slice(1)) run.emit(body);
  copyFileSync(artifact.file, join(run.artifactDir, basename(artifact.file)));
  writeFileSync(join(run.artifactDir, 'manifest.json'), JSON.stringify(artifact.manifest));
  await run.removeWorkspace();
  const { state, exitCode, line, reasons } = judge(report, ending, 1000);
  await run.finish({ state, exitCode, verdict: line, reasons });
  writeReport(run.dir, report);
  return run.id;
}
