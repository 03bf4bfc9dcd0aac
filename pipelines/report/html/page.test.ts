import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReadinessReport, Report, SmokeRecord } from '../../../schemas/types.ts';
import { sampleRounds } from '../sample-rounds.ts';
import { concluded, sampleEvents, sampleFinding, sampleSmoke } from '../sample-run.ts';
import { reportPage } from './page.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'page-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const foreign = `</pre></script><script>alert(1)</script><img src=x onerror="alert(1)">'"&\u001b[31m\u202e`;

function pageOf(report: Report, readiness?: ReadinessReport): string {
  return reportPage({
    report: { ...report, evidence: { ...report.evidence, dir } },
    dir,
    ...(readiness ? { readiness } : {}),
  });
}

function recordWith(files: { stdout: string; stderr?: string }): SmokeRecord {
  return {
    steps: [],
    survivors: [],
    commands: [
      {
        line: `cd /w && ktx '${foreign}'`,
        cwd: '/w',
        ended: 'exit 0',
        durationMs: 5,
        stdoutFile: files.stdout,
        stderrFile: files.stderr ?? files.stdout,
        stdoutBytes: 1,
        stderrBytes: 1,
        heldOpen: false,
      },
    ],
  };
}

/** The streams that are in the page, unpacked. */
function embedded(page: string): string[] {
  return [...page.matchAll(/<script type="application\/gzip">([^<]*)<\/script>/g)].map(([, data = '']) =>
    gunzipSync(Buffer.from(data, 'base64')).toString('utf8'),
  );
}

test('foreign text is text wherever it stands', () => {
  mkdirSync(join(dir, 'logs'));
  writeFileSync(join(dir, 'logs', '1'), foreign);
  const smoke = sampleSmoke(`daemon > ${foreign}`, {
    outcome: 'failed',
    suite: foreign,
    errors: [
      {
        message: foreign,
        diff: `- ${foreign}`,
        difference: {
          schema: 'x',
          value: JSON.stringify({ [foreign]: foreign }),
          problems: [{ pointer: '', expected: foreign, found: foreign }],
        },
      },
    ],
    record: {
      ...recordWith({ stdout: join(dir, 'logs', '1') }),
      steps: [{ title: foreign, outcome: 'failed', durationMs: 1 }],
    },
  });
  const page = pageOf(
    concluded([
      ...sampleEvents([smoke]),
      { type: 'finding', finding: { ...sampleFinding, message: foreign, remediation: foreign } },
    ]),
  );
  expect(page).not.toContain('<script>alert');
  expect(page).not.toContain('<img');
  expect(page).not.toContain('\u001b');
  expect(page).not.toContain('\u202e');
  expect(embedded(page)[0]).toBe(foreign);
});

test('it runs its own script alone and asks no network', () => {
  const page = pageOf(concluded(sampleEvents([sampleSmoke('a > b')])));
  const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
  const hash = createHash('sha256').update(script).digest('base64');
  expect(page).toContain(`script-src &#39;sha256-${hash}&#39;`);
  expect(page).toContain('default-src &#39;none&#39;');
  expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
});

test('of a long output the beginning and the end are there', () => {
  const file = join(dir, 'out');
  writeFileSync(file, `first\n${'x'.repeat(3 * 1024 * 1024)}\nlast`);
  const [text = ''] = embedded(
    pageOf(concluded(sampleEvents([sampleSmoke('a > b', { record: recordWith({ stdout: file }) })]))),
  );
  expect(text.startsWith('first\n')).toBe(true);
  expect(text.endsWith('\nlast')).toBe(true);
  expect(text).toContain('bytes are left out here');
  expect(text.length).toBeLessThan(2.1 * 1024 * 1024);
});

test.each([
  ['outside of the run', () => '/etc/passwd', 'not in the directory of the run'],
  ['gone', () => join(dir, 'gone'), 'not there any more'],
])('an output that is %s is said to be', (_, file, words) => {
  const page = pageOf(concluded(sampleEvents([sampleSmoke('a > b', { record: recordWith({ stdout: file() }) })])));
  expect(page).toContain(words);
  expect(embedded(page)).toEqual([]);
});

test('the outputs are found where the run has been copied to', () => {
  writeFileSync(join(dir, 'out'), 'hello');
  const report = concluded(
    sampleEvents([sampleSmoke('a > b', { record: recordWith({ stdout: '/elsewhere/run/out' }) })]),
  );
  const page = reportPage({ report: { ...report, evidence: { ...report.evidence, dir: '/elsewhere/run' } }, dir });
  expect(embedded(page)).toEqual(['hello', 'hello']);
});

test('a difference from a schema is marked on its line, also where the member is missing', () => {
  const smoke = sampleSmoke('status > json', {
    outcome: 'failed',
    errors: [
      {
        message: 'not matched',
        difference: {
          schema: 'ktx/status',
          value: JSON.stringify({ kind: 'ready', layout: { port: '1' } }),
          problems: [
            { pointer: '/layout/port', expected: 'a number', found: '"1"' },
            { pointer: '/layout/pid', expected: 'a value', found: 'nothing' },
          ],
        },
      },
    ],
  });
  const page = pageOf(concluded(sampleEvents([smoke])));
  expect(page).toMatch(
    / {4}<mark>&quot;port&quot;: &quot;1&quot;<\/mark>\n {4}<span class="problem">\^ \/layout\/port: expected a number, found &quot;1&quot;/,
  );
  expect(page).toMatch(
    / {2}<mark>&quot;layout&quot;: \{<\/mark>\n {2}<span class="problem">\^ \/layout\/pid: expected a value, found nothing/,
  );
});

test('a failed smoke is open and named at the top, a passed one is closed', () => {
  const page = pageOf(
    concluded(sampleEvents([sampleSmoke('a > good'), sampleSmoke('b > bad', { outcome: 'failed' })])),
  );
  expect(page).toMatch(/id="smoke-1" data-outcome="passed" data-suite="[^"]+">/);
  expect(page).toMatch(/id="smoke-2" data-outcome="failed" data-suite="[^"]+" open>/);
  expect(page).toContain('<li>smoke <a href="#smoke-2">b &gt; bad</a> failed</li>');
});

test('what a stage waited for is said', () => {
  expect(pageOf(concluded(sampleEvents([sampleSmoke('a > b')])))).toMatch(/waited \d+ ms for registry/);
});

test('gates are shown with their remedy and who overrode one', () => {
  const readiness: ReadinessReport = {
    schemaVersion: 1,
    verdict: 'not-ready',
    exitCode: 1,
    line: 'NOT READY',
    package: { name: 'x', version: '1.0.0' },
    policy: { file: 'p', sha256: 'a'.repeat(64), releaseMode: 'm' },
    publish: { allowed: true, reason: 'x' },
    source: { dir: '/w', revision: null, dirty: null },
    findings: [],
    gates: [
      {
        id: 'RG-1',
        title: 'Installs',
        verdict: 'failed',
        evidence: [{ text: 'run 1' }],
        findings: [sampleFinding],
        remedy: 'Do this.',
      },
      {
        id: 'RG-4',
        title: 'Prune',
        verdict: 'overridden',
        evidence: [],
        findings: [],
        override: { by: 'Ann', reason: 'known', at: '2026-11-02T10:00:00.000Z' },
      },
    ],
  };
  const page = pageOf(concluded(sampleEvents([sampleSmoke('a > b')])), readiness);
  expect(page).toContain('Next: Do this.');
  expect(page).toContain('Overridden by Ann');
});

test('of a repeated run it names the flakes, and says of each smoke how its rounds came out', () => {
  const page = pageOf(concluded(sampleRounds({ 'a > is flaky': ['passed', 'failed', 'passed'] })));
  expect(page).toMatch(/<li>smoke <a href="#smoke-\d+">a &gt; is flaky<\/a> is flaky: passed in 2 rounds/);
  expect(page).toContain(
    '<p>passed in 2 rounds, failed in 1, first in round 2; median 200 ms, slowest 300 ms; shown: the first that failed</p>',
  );
  expect(page).toMatch(/<details class="smoke" id="[^"]+" data-outcome="flaky" data-suite="[^"]+" open>/);
  expect(pageOf(concluded(sampleEvents([sampleSmoke('a > b')])))).not.toContain('is flaky');
});

test('a matrix is a grid, with the reason of what did not pass; one cell alone is none', () => {
  const sample = concluded(sampleEvents([sampleSmoke('a > b')]));
  const cell = {
    required: true,
    lowest: false,
    primary: false,
    smokes: 'short' as const,
    manager: { name: 'npm' as const, version: '11.1.0' },
  };
  const cells: Report['cells'] = [
    { ...cell, id: 'npm@11-node@22', node: { name: 'node', version: '22.1.0' }, outcome: 'passed' },
    {
      ...cell,
      id: 'npm@11-node@24',
      node: { name: 'node', version: '24.2.0' },
      outcome: 'failed',
      reason: 'no such <thing>',
    },
    {
      ...cell,
      id: 'pnpm-node@24',
      manager: { name: 'pnpm', version: '12.0.0' },
      node: { name: 'node', version: '24.2.0' },
      outcome: 'passed',
      required: false,
    },
  ];
  const page = pageOf({ ...sample, cells });
  expect(page).toMatch(/<th scope="col">node@22<\/th><th scope="col">node@24<\/th>/);
  expect(page).toMatch(/<th scope="row">pnpm<\/th><td><\/td><td><span class="badge passed">/);
  expect(page).toContain('npm@11-node@24: no such &lt;thing&gt;');
  expect(page).toContain('advisory, the ways in');
  expect(pageOf({ ...sample, cells: cells.slice(0, 1) })).not.toContain('id="matrix"');
});
