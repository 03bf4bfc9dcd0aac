/** The result of a publish for people: the outcome in one line, each blocker with its next step, what goes where. */
import type { PublishReport } from '../../schemas/types.ts';
import { shellWord } from '../../smoke/process/command-line.ts';
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

/** What was asked for, as typed, for the line to run next. */
export interface PublishAsked {
  source?: string;
  tarball?: string;
  registry?: string;
}

export function publishLines(report: PublishReport, asked: PublishAsked = {}): Line[] {
  const [word = '', ...rest] = report.line.split('  ');
  return [
    [span(meanings[report.outcome], word), ...rest.map((part) => `  ${part}`)],
    ...blockerLines(report),
    ...factLines(report),
    ...nextLines(report, asked),
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

function nextLines(report: PublishReport, asked: PublishAsked): Line[] {
  const { outcome, stageId, package: released, target } = report;
  const look = command(report, 'published', [`${released.name}@${released.version}`]);
  const next: Partial<Record<PublishReport['outcome'], string>> = {
    ready: publishCommand(report, asked),
    published: look,
    'already-published': look,
    staged: `npm stage approve ${stageId ?? 'ID'} --registry=${target?.registry ?? ''}`,
  };
  const line = next[outcome];
  return line === undefined ? [] : [[], [span('faint', 'Next'.padEnd(10)), line]];
}

function publishCommand(report: PublishReport, { source, tarball, registry }: PublishAsked): string {
  return command(report, 'publish', [
    ...(source === undefined ? [] : [source]),
    '--publish',
    ...(report.intent === 'stage' ? ['--stage'] : []),
    ...(tarball === undefined ? [] : ['--tarball', tarball]),
    ...(registry === undefined ? [] : ['--registry', registry]),
  ]);
}

/** By the same policy, as it could be pasted into a POSIX shell. */
function command({ policy: { file } }: PublishReport, name: string, args: readonly string[]): string {
  const policy = file === 'release-policy.json' ? [] : ['--policy', file];
  return ['shakedown', name, ...args, ...policy].map(shellWord).join(' ');
}
