import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Gate, ReadinessReport } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { renderLine } from '../report/terminal/line.ts';
import { readinessLines } from './readiness-lines.ts';

const next = 'shakedown verify ktx';
const gate = (id: string, title: string, verdict: Gate['verdict'], more: Partial<Gate> = {}): Gate => ({
  id,
  title,
  verdict,
  evidence: [],
  findings: [],
  ...more,
});

const report: ReadinessReport = {
  schemaVersion: 1,
  verdict: 'not-ready',
  exitCode: 1,
  line: 'NOT READY  @kaelio/ktx 0.1.0: RG-6 failed; evidence-without-uv; RG-2, RG-3 without evidence',
  package: { name: '@kaelio/ktx', version: '0.1.0' },
  artifact: { runId: 'r1', file: '/w/x.tgz', sha256: 'ab'.repeat(32), integrity: 'sha512-x' },
  policy: { file: 'release-policy.json', sha256: 'cd'.repeat(32), releaseMode: 'npm-public-release-ready' },
  publish: { allowed: true, reason: 'npm-public-release-ready: it may be published once it is ready' },
  source: { dir: '/w/ktx', revision: 'c'.repeat(40), dirty: true },
  gates: [
    gate('RG-1', 'installs', 'passed', {
      evidence: [{ text: '4 of 4 smokes passed', runId: 'r1', smokes: ['a > b'] }],
    }),
    gate('RG-2', 'runtime', 'missing', { remedy: `Install uv, then: ${next}` }),
    gate('RG-3', 'daemon', 'missing', { remedy: `Install uv, then: ${next}` }),
    gate('RG-4', 'prune', 'not-applicable', { evidence: [{ text: 'ktx-runtime@1 has no prune' }] }),
    gate('RG-5', 'identity', 'missing', {
      findings: [finding('gate-handover-missing', { run: 'r1', expected: 'running CLI', found: 'none', next })],
      remedy: 'see the finding',
    }),
    gate('RG-6', 'documents', 'failed', {
      findings: [finding('document-unreadable', { document: 'docs/x.md', found: 'none' }, { file: 'docs/x.md' })],
      remedy: 'see the finding',
    }),
    gate('RG-8', 'scope', 'overridden', {
      override: { by: 'Ada', reason: 'agreed\u001b[2J with Grace', at: '2026-11-02T10:00:00.000Z' },
    }),
  ],
  findings: [finding('evidence-without-uv', { run: 'r1', gates: 'RG-2, RG-3', found: 'a stand-in for uv', next })],
};

const rendered = (of: ReadinessReport, color = false): string =>
  readinessLines(of)
    .map((line) => `${renderLine(line, { color })}\n`)
    .join('');

test('verdict, table of gates, and of each that did not pass why and what to run next', async () => {
  await expect(rendered(report)).toMatchFileSnapshot(join(import.meta.dirname, 'golden', 'not-ready.txt'));
});

test('in colour the words are the same', () => {
  const colored = rendered(report, true);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(colored.replace(/\u001b\[[\d;]*m/g, '')).toBe(rendered(report));
  expect(colored).not.toBe(rendered(report));
});

test('without a verify and a repository it says so', () => {
  const { artifact: _, ...unverified } = report;
  const text = rendered({ ...unverified, source: { dir: '/w', revision: null, dirty: null }, findings: [], gates: [] });
  expect(text).toContain('Artifact  no run has verified it\n');
  expect(text).toContain('Source    /w, no commit\n');
  expect(text).not.toContain('In the way');
});
