/** The report of `shakedown publish`: what was found, what was done, and the exit code. */
import type { Preflight, PublishReport } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { exitCodeOf, type Outcome } from '../report/exit-code.ts';
import { plural } from '../report/quantities.ts';
import { authenticationOf, type ReleaseFacts } from './release-facts.ts';
import type { Done } from './release-it.ts';

export interface About extends Partial<Omit<Done, 'outcome'>> {
  facts: ReleaseFacts;
  preflight: Preflight;
  dryRun: boolean;
  outcome: PublishReport['outcome'];
  /** of an interruption */
  signal?: NodeJS.Signals;
}

const kinds = {
  ready: 'passed',
  blocked: 'not-ready',
  published: 'passed',
  'already-published': 'passed',
  staged: 'passed',
  'not-yet-visible': 'incomplete',
  failed: 'failed',
} as const satisfies Record<Exclude<PublishReport['outcome'], 'interrupted'>, Outcome['kind']>;

export function publishReport(about: About): PublishReport {
  const { facts, preflight, dryRun, outcome, signal = 'SIGTERM', attempts = [], identity = [], findings = [] } = about;
  const { name, version, intent, policy, bytes, readiness } = facts;
  const exitCode = exitCodeOf(outcome === 'interrupted' ? { kind: outcome, signal } : { kind: kinds[outcome] });
  const runId = readiness.kind === 'assessed' ? readiness.report.artifact?.runId : undefined;
  const target = targetOf(facts);
  const report: Omit<PublishReport, 'line'> = {
    schemaVersion: 1,
    dryRun,
    outcome,
    exitCode,
    ...preflight,
    package: { name, version },
    ...(bytes ? { artifact: { file: bytes.file, ...bytes.digest, ...(runId === undefined ? {} : { runId }) } } : {}),
    policy: { file: policy.file, sha256: policy.sha256 },
    intent,
    ...(target ? { target } : {}),
    attempts,
    identity,
    ...(about.stageId === undefined ? {} : { stageId: about.stageId }),
    ...(about.record === undefined ? {} : { record: about.record }),
    findings,
  };
  return parseAs('publish-report', { ...report, line: lineOf(report) }, 'the report of the publish');
}

function targetOf(facts: ReleaseFacts): PublishReport['target'] {
  const { target, tag, access, provenance, registry } = facts;
  if (!target) return undefined;
  return {
    registry: target.registry,
    tag,
    access,
    provenance: provenance === undefined ? 'as npm decides' : provenance ? 'yes' : 'no',
    authentication: authenticationOf(facts),
    ...(registry.login.kind === 'user' ? { user: registry.login.name } : {}),
  };
}

function lineOf({
  outcome,
  package: { name, version },
  target,
  intent,
  blockers,
  findings,
  stageId,
}: Omit<PublishReport, 'line'>): string {
  const spec = `${name}@${version}`;
  const there = target ? `${target.registry} with tag ${target.tag}` : 'a registry';
  switch (outcome) {
    case 'ready':
      return `READY  ${spec} can be ${intent === 'stage' ? 'staged at' : 'published to'} ${there}; nothing was changed`;
    case 'blocked':
      return `BLOCKED  ${spec}: ${plural(blockers.length, 'blocker')}: ${[...new Set(blockers.map(({ code }) => code))].join(', ')}`;
    case 'published':
      return `PUBLISHED  ${spec} is at ${there}, with the verified bytes`;
    case 'already-published':
      return `ALREADY PUBLISHED  ${spec} is at ${target?.registry ?? 'its registry'}, with the verified bytes; nothing was sent`;
    case 'staged':
      return `STAGED  ${spec} waits at ${there} for a maintainer${stageId === undefined ? '' : `, as ${stageId}`}`;
    case 'not-yet-visible':
      return `PUBLISHED, NOT YET VISIBLE  ${spec} was taken by ${there}, and is not shown yet`;
    case 'failed':
    case 'interrupted':
      return `${outcome === 'failed' ? 'FAILED' : 'INTERRUPTED'}  ${spec}: ${findings[0]?.message ?? 'before anything was sent'}`;
  }
}
