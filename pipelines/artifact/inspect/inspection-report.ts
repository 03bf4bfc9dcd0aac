/** What an inspection comes to, as data, and the same for people. */
import type { Finding, InspectionReport } from '../../../schemas/types.ts';
import { describeFinding } from '../../findings/finding.ts';
import { formatBytes, formatInteger, plural } from '../../report/quantities.ts';
import { type Line, type Meaning, span } from '../../report/terminal/line.ts';
import { shakedownVersion } from '../../version.ts';
import { comparisonLines } from '../against/comparison-lines.ts';
import type { PackageReading } from './read-package.ts';

const severities = ['error', 'warning', 'info'] as const satisfies readonly Finding['severity'][];
const meanings = { error: 'bad', warning: 'warn', info: 'faint' } as const satisfies Record<string, Meaning>;
const nouns = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<string, string>;
const howManyBiggest = 5;

/** What the caller knows besides the reading and the findings. */
export type InspectionContext = Pick<InspectionReport, 'subject' | 'policy' | 'previous' | 'comparison'> & {
  /** name of the tarball */
  file: string;
};

/** @param found with the severities that the policy gives them */
export function inspectionReport(
  { digest, files, package: packed }: PackageReading,
  found: readonly Finding[],
  { file, ...context }: InspectionContext,
): InspectionReport {
  const findings = severities.flatMap((severity) => found.filter((each) => each.severity === severity));
  const count = (severity: Finding['severity']): number => findings.filter((each) => each.severity === severity).length;
  const counts = { error: count('error'), warning: count('warning'), info: count('info') };
  const identity = packed && { name: packed.packageJson.name, version: packed.packageJson.version };
  const state = counts.error > 0 ? 'failed' : 'passed';
  return {
    schemaVersion: 1,
    shakedownVersion,
    state,
    exitCode: state === 'failed' ? 1 : 0,
    line: verdictLine(identity ? `${identity.name} ${identity.version}` : context.subject.spec, state, counts),
    ...context,
    ...(identity ? { package: identity } : {}),
    artifact: { file, sha256: digest.sha256, integrity: digest.integrity },
    sizes: {
      packed: digest.size,
      unpacked: files.reduce((sum, { size }) => sum + size, 0),
      files: files.length,
      biggest: files
        .toSorted((a, b) => b.size - a.size)
        .slice(0, howManyBiggest)
        .map(({ path, size }) => ({ path, size })),
    },
    counts,
    findings,
  };
}

function verdictLine(what: string, state: InspectionReport['state'], counts: InspectionReport['counts']): string {
  const parts = severities.flatMap((severity) =>
    counts[severity] > 0 ? [plural(counts[severity], nouns[severity])] : [],
  );
  return `${state === 'failed' ? 'FAIL' : 'PASS'}  ${what}: ${parts.join(', ') || 'nothing to say'}`;
}

/** What was read, its sizes, the findings by severity each with its next step, and the verdict at the end. */
export function inspectionLines(report: InspectionReport): Line[] {
  const { line, state } = report;
  const [word = '', ...rest] = line.split('  ');
  const verdict: Line = [span(state === 'failed' ? 'bad' : 'good', word), ...rest.map((part) => `  ${part}`)];
  const compared = report.comparison ? comparisonLines(report.comparison) : [];
  const parts = [
    [verdict],
    headLines(report),
    compared,
    ...severities.map((severity) => findingLines(report, severity)),
  ];
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [[], ...part]));
}

function headLines({ artifact, subject, sizes, policy, previous }: InspectionReport): Line[] {
  const { packed, unpacked, files, biggest } = sizes;
  const rows: [string, string][] = [
    ['Artifact', artifact.file],
    ['sha256', artifact.sha256],
    ['from', `${subject.kind} ${subject.spec}`],
    ['policy', policy ? `${policy.file}, sha256 ${policy.sha256}` : 'none for this package'],
    ...(previous ? [['against', `${previous.name} ${previous.version} (${previous.spec})`] as [string, string]] : []),
    ['packed', `${formatBytes(packed)} (${formatInteger(packed)} bytes)`],
  ];
  if (files > 0) {
    rows.push(
      ['unpacked', `${formatBytes(unpacked)} (${formatInteger(unpacked)} bytes), ${plural(files, 'file')}`],
      ['biggest', biggest.map(({ path, size }) => `${path} ${formatBytes(size)}`).join(', ')],
    );
  }
  return rows.map(([label, text]) => [span('strong', label.padEnd(10)), text]);
}

function findingLines({ findings }: InspectionReport, severity: Finding['severity']): Line[] {
  const own = findings.filter((each) => each.severity === severity);
  if (own.length === 0) return [];
  return [
    [span('strong', plural(own.length, nouns[severity]))],
    ...own.flatMap((each): Line[] => [
      ['  ', span(meanings[severity], severity), ` ${describeFinding(each)}`],
      [`    Next: ${each.remediation}`],
    ]),
  ];
}
