/**
 * An inspection as SARIF 2.1.0, for code scanning.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Finding, InspectionReport, InspectionRules, SarifLog, SarifResult } from '../../../schemas/types.ts';
import { plural } from '../../report/quantities.ts';

/** GitHub shows no more results than this of one document. */
const maxResults = 5000;
/** GitHub takes 10 MB; the rest of the document needs some of it. */
const maxResultBytes = 9_000_000;
/** A message of foreign names can be of any length. */
const maxText = 2000;

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** What SARIF is made of: an inspection, or a run. */
export type SarifSource = Pick<InspectionReport, 'findings' | 'shakedownVersion' | 'subject'> & { exitCode: number };

/**
 * @param rules every finding that there is; SARIF tells what was looked for, found or not
 * @param limits for tests
 */
export function sarifOf(
  report: SarifSource,
  { rules }: InspectionRules,
  limits: { results: number; bytes: number } = { results: maxResults, bytes: maxResultBytes },
): SarifLog {
  const indexes = new Map(rules.map(({ code }, index) => [code, index]));
  const results: SarifResult[] = [];
  let left = limits.bytes;
  for (const found of report.findings) {
    const result = resultOf(found, indexes, report);
    left -= Buffer.byteLength(JSON.stringify(result, undefined, 2).replaceAll('\n', `\n${' '.repeat(8)}`));
    if (results.length === limits.results || left < 0) break;
    results.push(result);
  }
  const omitted = report.findings.length - results.length;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'shakedown',
            semanticVersion: report.shakedownVersion,
            rules: rules.map(({ code, severity, title }) => ({
              id: code,
              shortDescription: { text: code.replaceAll('-', ' ') },
              fullDescription: { text: title },
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            exitCode: report.exitCode,
            ...(omitted > 0
              ? {
                  toolExecutionNotifications: [
                    {
                      level: 'warning',
                      message: {
                        text: `${plural(omitted, 'further finding')} left out: the document would be too large`,
                      },
                    },
                  ],
                }
              : {}),
          },
        ],
        results,
        columnKind: 'utf16CodeUnits',
      },
    ],
  };
}

function resultOf(found: Finding, indexes: ReadonlyMap<string, number>, { subject }: SarifSource): SarifResult {
  const { code, severity, where, message, remediation, args } = found;
  const ruleIndex = indexes.get(code);
  if (ruleIndex === undefined) throw new Error(`no rule reports ${code}`);
  // What a smoke said may differ from run to run: it is the same alert.
  const about = where.smoke === undefined ? args : [where.smoke, where.cell];
  const identity = JSON.stringify([code, where.file, where.pointer, about]);
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: cut(`${message}\n${remediation}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(where.file ?? 'package.json', subject) },
          region: { startLine: where.line ?? 1 },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: createHash('sha256').update(identity).digest('hex').slice(0, 32) },
  };
}

/** A file of the package, from where the command was run if its source is below that. */
function uriOf(file: string, { kind, spec }: InspectionReport['subject']): string {
  const base = kind === 'directory' ? posix.normalize(spec.replaceAll('\\', '/')) : '.';
  const isBelow = base !== '..' && !base.startsWith('../') && !base.startsWith('/') && !/^[a-z]:/i.test(base);
  const path = posix.join(isBelow ? base : '.', posix.join('/', file));
  return cut(path.replace(/^\/+/, '')).toWellFormed().split('/').map(encodeURIComponent).join('/');
}

function cut(text: string): string {
  return text.length <= maxText ? text : `${text.slice(0, maxText - 3)}...`;
}
