/** The result of a publish for people: the outcome in one line, each blocker with its next step, what goes where. */
import type { PublishReport } from '../../schemas/types.ts';
import { formatBytes } from '../report/quantities.ts';
import { type Line, type Meaning, span } from '../report/terminal/line.ts';

const meanings = {
  ready: 'good',
  blocked: 'bad',
  published: 'good',
  'already-published': 'good',
  staged: 'good',
  'not-yet-visible': 'warn',
  failed: 'bad',
  interrupted: 'warn',
} satisfies Record<PublishReport['outcome'], Meaning>;

export function publishLines(report: PublishReport): Line[] {
  const [word = '', ...rest] = report.line.split('  ');
  return [
    [span(meanings[report.outcome], word), ...rest.map((part) => `  ${part}`)],
    ...blockerLines(report),
    ...factLines(report),
    ...nextLines(report),
  ];
}

function blockerLines({ blockers }: PublishReport): Line[] {
  return blockers.flatMap(({ code, expected, found, remediation }): Line[] => [
    [],
    [span('bad', code)],
    [`  expected  ${expected}`],
    [`  found     ${found}`],
    ['  next      ', remediation],
  ]);
}

function factLines({ artifact, target, identity, record }: PublishReport): Line[] {
  const rows: [string, string][] = [];
  if (artifact) rows.push(['Bytes', `${artifact.file}, ${formatBytes(artifact.size)}, sha256 ${artifact.sha256}`]);
  if (artifact?.runId) rows.push(['Verified', `by run ${artifact.runId}`]);
  if (target) {
    const { registry, tag, access, provenance, authentication, user } = target;
    const as = authentication === 'login' && user !== undefined ? `login as ${user}` : authentication;
    rows.push(['Target', `${registry}, tag ${tag}, access ${access ?? 'as it is'}, provenance ${provenance}, ${as}`]);
  }
  for (const { at, same } of identity) rows.push(['Identity', `${at}: ${same ? 'the same' : 'DIFFERENT'}`]);
  if (record !== undefined) rows.push(['Record', record]);
  return rows.length === 0 ? [] : [[], ...rows.map(([name, text]): Line => [span('faint', name.padEnd(10)), text])];
}

function nextLines({ outcome, intent, stageId, package: { name, version }, target }: PublishReport): Line[] {
  const next: Partial<Record<PublishReport['outcome'], string>> = {
    ready: `shakedown publish --publish${intent === 'stage' ? ' --stage' : ''}`,
    published: `shakedown published ${name}@${version}`,
    'already-published': `shakedown published ${name}@${version}`,
    staged: `npm stage approve ${stageId ?? 'ID'} --registry=${target?.registry ?? ''}`,
  };
  const line = next[outcome];
  return line === undefined ? [] : [[], [span('faint', 'Next'.padEnd(10)), line]];
}
