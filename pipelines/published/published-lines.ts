/** The result for people: the verdict, each way, what the registry says, and every finding with its next step. */
import type { Attested, PublishedReport } from '../../schemas/types.ts';
import { formatDuration } from '../report/quantities.ts';
import { type Line, type Meaning, type Span, span } from '../report/terminal/line.ts';

const meanings = {
  passed: 'good',
  failed: 'bad',
  incomplete: 'warn',
  'not-yet-visible': 'warn',
} satisfies Record<PublishedReport['verdict'], Meaning>;

export function publishedLines(report: PublishedReport): Line[] {
  const [word = '', ...rest] = report.line.split('  ');
  return [
    [span(meanings[report.verdict], word), ...rest.map((part) => `  ${part}`)],
    ...(report.verdict === 'not-yet-visible' ? [] : [[], ...factLines(report)]),
    ...findingLines(report),
  ];
}

function factLines({ ways, identity, signatures, provenance, distTags, deprecated }: PublishedReport): Line[] {
  const fact = (name: string, ...text: Span[]): Line => [span('faint', name.padEnd(12)), ...text];
  return [
    ...ways.map(({ way, outcome, says, durationMs, identity: files }) =>
      fact(
        way,
        wayWord(outcome),
        ` ${says ?? ''}${files === 'same' ? ', the published files' : ''}, ${formatDuration(durationMs)}`,
      ),
    ),
    ...identity.map(({ at, same }) =>
      fact('identity', same ? span('good', 'same') : span('bad', 'DIFFERENT'), `  ${at}`),
    ),
    fact('signatures', ...attestedSpans(signatures)),
    fact('provenance', ...attestedSpans(provenance)),
    fact(
      'dist-tags',
      Object.entries(distTags)
        .map(([tag, version]) => `${tag} ${version}`)
        .join(', ') || 'none',
    ),
    ...(deprecated === undefined ? [] : [fact('deprecated', deprecated)]),
  ];
}

function wayWord(outcome: PublishedReport['ways'][number]['outcome']): Span {
  return outcome === 'passed' ? span('good', 'passed') : span('bad', 'FAILED');
}

function attestedSpans({ outcome, detail }: Attested): Span[] {
  const looks: Record<Attested['outcome'], Meaning> = {
    verified: 'good',
    invalid: 'bad',
    missing: 'bad',
    'not-offered': 'faint',
    'not-checked': 'warn',
  };
  return [span(looks[outcome], outcome), `  ${detail}`];
}

function findingLines({ findings }: PublishedReport): Line[] {
  return findings.flatMap(({ code, severity, message, remediation }): Line[] => [
    [],
    [span(severity === 'error' ? 'bad' : 'warn', code), `  ${message}`],
    ['  next  ', remediation],
  ]);
}
