import { expect, test } from 'vitest';
import type { Finding, InspectionReport } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { finding } from '../../findings/finding.ts';
import { ruleListOf } from './rule-list.ts';
import { ruleCards } from './rules.ts';
import { sarifOf } from './sarif.ts';

const rules = ruleListOf(ruleCards);

function report(
  findings: Finding[],
  spec = './packages/x',
  kind: 'directory' | 'tarball' = 'directory',
): InspectionReport {
  return {
    schemaVersion: 1,
    shakedownVersion: '1.2.3',
    state: 'failed',
    exitCode: 1,
    line: 'FAIL',
    subject: { kind, spec },
    artifact: { file: 'x.tgz', sha256: '0'.repeat(64), integrity: `sha512-${'A'.repeat(86)}==` },
    sizes: { packed: 1, unpacked: 1, files: 1, biggest: [] },
    counts: { error: findings.length, warning: 0, info: 0 },
    findings,
  };
}

const crlf = (file = 'dist/bin.js'): Finding => finding('bin-shebang-crlf', { command: 'x' }, { file, line: 3 });
const resultsOf = (of: InspectionReport, limits?: { results: number; bytes: number }) =>
  sarifOf(of, rules, limits).runs[0]?.results ?? [];

test('is as its schema says, and names every rule', () => {
  const log = sarifOf(
    report([
      crlf(),
      finding('readme-missing', {}),
      finding('bin-not-executable', { command: 'x', path: 'x', mode: '644' }),
    ]),
    rules,
  );
  expect(check('sarif', log)).toMatchObject({ ok: true });
  expect(log.runs[0]?.tool.driver.rules.map(({ id }) => id)).toEqual(ruleCards.flatMap(({ codes }) => codes));
  expect(log.runs[0]?.results.map(({ level }) => level)).toEqual(['error', 'warning', 'note']);
  expect(log.runs[0]?.invocations[0]).toEqual({ executionSuccessful: true, exitCode: 1 });
});

test('a result points at its rule, file and line, and says the next step', () => {
  const [result] = resultsOf(report([crlf()]));
  expect(rules.rules[result?.ruleIndex ?? -1]?.code).toBe('bin-shebang-crlf');
  expect(result?.message.text).toBe(`${crlf().message}\n${crlf().remediation}`);
  expect(result?.locations[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: 'packages/x/dist/bin.js' },
    region: { startLine: 3 },
  });
});

test.each([
  ['./packages/x', 'directory', 'dist/bin.js', 'packages/x/dist/bin.js'],
  ['.', 'directory', 'dist/bin.js', 'dist/bin.js'],
  ['../x', 'directory', 'dist/bin.js', 'dist/bin.js'],
  ['/home/me/x', 'directory', 'dist/bin.js', 'dist/bin.js'],
  ['./x.tgz', 'tarball', 'a b/\u5bf8#?.js', 'a%20b/%E5%AF%B8%23%3F.js'],
  ['./x.tgz', 'tarball', '../../etc/x', 'etc/x'],
  ['./x.tgz', 'tarball', '\ud800', '%EF%BF%BD'],
] as const)('of subject %s (%s) the file %j is %s', (spec, kind, file, uri) => {
  const log = sarifOf(report([crlf(file)], spec, kind), rules);
  expect(check('sarif', log)).toMatchObject({ ok: true });
  expect(log.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
});

test('what has no place is shown at package.json', () => {
  const [result] = resultsOf(report([finding('readme-missing', {})], '.'));
  expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('package.json');
});

test('a fingerprint is the same for the same finding alone', () => {
  const prints = resultsOf(report([crlf(), crlf(), crlf('other.js')])).map(
    ({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash,
  );
  expect(prints[0]).toBe(prints[1]);
  expect(prints[0]).not.toBe(prints[2]);
});

test('what goes beyond the limits of GitHub is left out, and that is said', () => {
  const many = report(Array.from({ length: 5003 }, (_, n) => crlf(`${n}.js`)));
  const log = sarifOf(many, rules);
  expect(log.runs[0]?.results).toHaveLength(5000);
  expect(log.runs[0]?.invocations[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(/^3 further findings/);
  expect(Buffer.byteLength(JSON.stringify(log, undefined, 2))).toBeLessThan(10_000_000);
});

test('a document of large findings stays below ten megabytes', () => {
  const long = (n: number): Finding =>
    finding('bin-shebang-missing', { command: `${n}`, found: '\u5bf8'.repeat(4000) }, { file: '\u5bf8'.repeat(1000) });
  const log = sarifOf(report(Array.from({ length: 3000 }, (_, n) => long(n))), rules);
  const written = Buffer.byteLength(JSON.stringify(log, undefined, 2));
  expect(written).toBeLessThan(10_000_000);
  expect(written).toBeGreaterThan(8_000_000);
  expect(check('sarif', log)).toMatchObject({ ok: true });
});
