/** The report of a published package's smoke: the verdict, computed from what was found, and the exit code. */
import type { Finding, PublishedReport } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import { formatDuration } from '../report/quantities.ts';

export type Found = Omit<PublishedReport, 'schemaVersion' | 'verdict' | 'exitCode' | 'line'>;

const kinds = {
  passed: 'passed',
  failed: 'failed',
  incomplete: 'incomplete',
  // What is only late is no failure, and no pass either.
  'not-yet-visible': 'incomplete',
} as const satisfies Record<PublishedReport['verdict'], string>;

/** @param visible whether the registry has shown the version at all */
export function publishedReport(found: Found, visible: boolean): PublishedReport {
  const verdict = verdictOf(found, visible);
  const exitCode = exitCodeOf({ kind: kinds[verdict] });
  const report: PublishedReport = { schemaVersion: 1, verdict, exitCode, line: lineOf(found, verdict), ...found };
  return parseAs('published-report', report, 'the report of the published package');
}

function verdictOf({ findings, signatures, provenance }: Found, visible: boolean): PublishedReport['verdict'] {
  if (!visible) return 'not-yet-visible';
  if (findings.some(({ severity }) => severity === 'error')) return 'failed';
  const open =
    [signatures, provenance].some(({ outcome }) => outcome === 'not-checked') || unasked(findings).length > 0;
  return open ? 'incomplete' : 'passed';
}

/** What the registry was asked and did not say: dist-tags, for one. */
const unasked = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ code, args }) => (code === 'published-not-checked' ? `its ${args.what}` : []));

function lineOf(found: Found, verdict: PublishedReport['verdict']): string {
  const { registry, ways, waitedMs, findings, expected, signatures, provenance } = found;
  const spec = `${found.package.name}@${found.package.version}`;
  const errors = findings.filter(({ severity }) => severity === 'error');
  switch (verdict) {
    case 'not-yet-visible':
      return `NOT YET VISIBLE  ${spec}: ${registry} has not shown it for ${formatDuration(waitedMs)}`;
    case 'failed':
      return `FAIL  ${spec}: ${errors[0]?.message}${errors.length > 1 ? `, and ${errors.length - 1} more` : ''}`;
    case 'incomplete': {
      const [what = signatures.outcome === 'not-checked' ? 'its signature' : 'its provenance'] = unasked(findings);
      return `INCOMPLETE  ${spec}: ${what} could not be checked`;
    }
    case 'passed': {
      const same = expected
        ? `with the bytes of ${expected.from}`
        : 'whose bytes nobody here has published or verified';
      const signed = [`signatures ${signatures.outcome}`, `provenance ${provenance.outcome}`].join(', ');
      return `PASS  ${spec} is at ${registry}, ${same}; works by ${ways.map(({ way }) => way).join(', ')}; ${signed}`;
    }
  }
}
