/** What a run must be to count for a release: each condition apart, so that all that is missing is told at once. */
import type { Contract, Report } from '../../schemas/types.ts';
import type { Digest } from '../artifact/digest.ts';
import { finding } from '../findings/finding.ts';
import { endOfReport } from '../merging/end-of-report.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import type { ReadRun } from '../run/read-run.ts';
import { shakedownVersion } from '../version.ts';
import { faultOfComparison } from './comparison.ts';
import type { NextCommands } from './next-commands.ts';
import type { Predecessor } from './predecessor.ts';
import type { ReleaseSource } from './release-source.ts';
import { missing, type Unmet, wrong } from './unmet.ts';

/** A run with what it reported. */
export interface RunRecord {
  runId: string;
  /** as a reader sees the run, whatever its report says */
  state: ReadRun['state'];
  report: Report;
}

export interface Expected {
  /** the bytes that are to be released; absent when the source cannot be packed */
  bytes?: Digest;
  /** they came from packing the source, and not from `--tarball`: then the bytes tell their source */
  packed: boolean;
  policy: LoadedPolicy;
  contract: Contract;
  source: ReleaseSource;
  /** what a verify must have compared the package with; absent when the policy demands no comparison */
  predecessor?: Predecessor;
  now: Date;
  commands: NextCommands;
}

/** Hours within which a verify counts, for a policy that says nothing of it. */
const defaultMaxAgeHours = 24;
/** Clocks of two machines differ by less; milliseconds. */
const clockSkewMs = 5 * 60_000;

/** Everything that keeps `run` from being evidence for a release of what is expected. */
export function unmetConditions(run: RunRecord, expected: Expected): Unmet[] {
  return [bytes, outcome, policy, program, revision, age, completeness, uv, comparison].flatMap(
    (condition) => condition(run, expected) ?? [],
  );
}

type Condition = (run: RunRecord, expected: Expected) => Unmet | undefined;

const bytes: Condition = ({ runId, report }, { bytes: wanted, commands }) => {
  const found = report.artifact?.sha256;
  if (wanted === undefined || found === wanted.sha256) return undefined;
  const args = { run: runId, expected: wanted.sha256, found: found ?? 'none: nothing was packed' };
  return missing(finding('evidence-of-other-bytes', { ...args, next: commands.verify() }), 'all');
};

const outcome: Condition = ({ runId, state, report }, { commands }) => {
  if (state === 'passed' && report.state === 'passed') return undefined;
  const found = report.verdict?.line ?? `a run that is ${state}`;
  if (state === 'running') return missing(finding('evidence-unfinished', { run: runId, next: commands.readiness() }));
  const args = { run: runId, state: report.state === 'passed' ? state : report.state, found, next: commands.verify() };
  const told = finding('evidence-not-passed', args);
  return state === 'failed' || report.state === 'failed' ? wrong(told) : missing(told);
};

const policy: Condition = ({ runId, report }, { policy: wanted, commands }) => {
  const found = report.policy;
  if (found?.sha256 === wanted.sha256) return undefined;
  const args = {
    run: runId,
    file: wanted.file,
    expected: wanted.sha256,
    found: found === undefined ? 'none' : `${found.file} (sha256 ${found.sha256})`,
    next: commands.verify(),
  };
  return missing(finding('evidence-by-other-policy', args), 'all');
};

/** An older Shakedown asked less of the package; what a newer one has found this one cannot read. Its failures count. */
const program: Condition = ({ runId, report: { shakedownVersion: found } }, { commands }) => {
  if (found === shakedownVersion) return undefined;
  const args = { run: runId, expected: shakedownVersion, found, next: commands.verify() };
  return missing(finding('evidence-by-other-shakedown', args), 'passes');
};

/** A run that was given a tarball knows no source; that this source packs to the same bytes says the same. */
const revision: Condition = ({ runId, report }, { source, packed, commands }) => {
  const verified = report.artifact?.source;
  if (!('revision' in source) || verified === undefined) return undefined;
  if (verified.revision === undefined && packed) return undefined;
  if (verified.revision === source.revision && verified.dirty !== true) return undefined;
  const found =
    verified.revision === undefined
      ? `none: it was given a ${verified.kind === 'directory' ? 'directory that is not in git' : verified.kind}`
      : `${verified.revision}${verified.dirty ? ' with uncommitted changes' : ''}`;
  const args = { run: runId, expected: source.revision, found, next: commands.verify() };
  return missing(finding('evidence-of-other-revision', args));
};

const age: Condition = ({ runId, report }, { policy: { policy: rules }, now, commands }) => {
  const maxHours = rules.evidence?.maxAgeHours ?? defaultMaxAgeHours;
  const ended = endOfReport(report);
  const ageMs = now.getTime() - ended;
  if (ageMs <= maxHours * 3_600_000 && ageMs >= -clockSkewMs) return undefined;
  const hours = `${(Math.abs(ageMs) / 3_600_000).toFixed(1)} hours`;
  const found = ageMs < 0 ? `one that ended ${hours} after now` : `one of ${hours} ago`;
  return missing(finding('evidence-too-old', { run: runId, maxHours, found, next: commands.verify() }), 'passes');
};

const completeness: Condition = ({ runId, report }, { commands }) => {
  if (!report.partial) return undefined;
  const { only, matrix } = report;
  const leftOut = report.suites.filter(({ chosen, needed }) => needed && !chosen).map(({ name }) => name);
  const parts = [
    ...(only === undefined ? [] : [`--only '${only}'`]),
    ...(leftOut.length > 0 ? [`suites left out: ${leftOut.join(', ')}`] : []),
    ...(matrix?.chosen ? [`cells: ${matrix.chosen.join(', ')} alone`] : []),
    ...(matrix?.shard ? [`shard ${matrix.shard.index} of ${matrix.shard.of}`] : []),
  ];
  const found = `a part of one (${parts.join('; ')})`;
  return missing(finding('evidence-partial', { run: runId, found, next: commands.verify() }), 'passes');
};

const uv: Condition = ({ runId, report }, { contract, commands }) => {
  const gates = Object.entries(contract.gates)
    .filter(([, { needs = [] }]) => needs.includes('uv'))
    .map(([id]) => id);
  const found = report.tools?.uv;
  if (gates.length === 0 || found?.kind === 'real') return undefined;
  const args = {
    run: runId,
    gates: gates.join(', '),
    found: found ? 'a stand-in for uv' : 'no uv',
    next: commands.verify(),
  };
  return missing(finding('evidence-without-uv', args), 'uv');
};

const comparison: Condition = (run, { predecessor, commands }) => {
  if (predecessor?.kind !== 'release') return undefined;
  const found = faultOfComparison(run, predecessor, commands);
  return found && missing(found, 'comparison');
};
