/** Whether a run has compared the package with the release before it, as far as the policy demands that. */
import { eq, lt, valid } from 'semver';
import type { Finding, Report } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import type { Evidence } from './evidence.ts';
import type { Answer, RunGround } from './gate.ts';
import type { NextCommands } from './next-commands.ts';
import type { Predecessor } from './predecessor.ts';

type LastRelease = Extract<Predecessor, { kind: 'release' }>;

/** What keeps the run's comparison from being one with `last`; nothing when it is. */
export function faultOfComparison(
  { runId, report }: { runId: string; report: Report },
  last: LastRelease,
  commands: NextCommands,
): Finding | undefined {
  const { previous, artifact } = report;
  const { name, version, tag } = last;
  const expected = `${version === undefined ? `an earlier version of ${name}` : `${name}@${version}`} (last release: ${tag})`;
  const next = commands.verify();
  if (!previous) return finding('evidence-not-compared', { run: runId, expected, next });
  // As it stands in the report: not one of ours, perhaps.
  const before = valid(previous.version);
  const isEarlier = before !== null && artifact !== undefined && lt(before, artifact.version);
  if (previous.name === name && isEarlier && (version === undefined || eq(before, version))) return undefined;
  const found = `${previous.name}@${previous.version}`;
  return finding('evidence-compared-with-other', { run: runId, expected, found, next });
}

/** The part of a gate that is the comparison: of a policy that demands none it is shown, where there is one, and decides nothing. */
export function comparedAsDemanded({ runId, report, unmet }: Evidence, { predecessor }: RunGround): Answer {
  const { previous } = report;
  const said = previous
    ? [{ text: `compared with ${previous.name}@${previous.version} sha256 ${previous.sha256}`, runId }]
    : [];
  if (!predecessor) return { verdict: 'not-applicable', evidence: said, findings: [] };
  if (predecessor.kind === 'none') {
    return { verdict: 'not-applicable', evidence: [...said, { text: predecessor.line }], findings: [] };
  }
  const findings =
    predecessor.kind === 'unclear'
      ? [predecessor.finding]
      : unmet.filter(({ voids }) => voids === 'comparison').map((each) => each.finding);
  const evidence = said.length > 0 ? said : [{ text: 'compared with no earlier version', runId }];
  return { verdict: findings.length > 0 ? 'missing' : 'passed', evidence, findings };
}
