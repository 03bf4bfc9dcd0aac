import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PackageComparison, ReadinessReport, Report, SmokeRecord } from '../../../schemas/types.ts';
import { sampleRounds } from '../sample-rounds.ts';
import { concluded, sampleEvents, sampleFinding, sampleSmoke } from '../sample-run.ts';
import { hrefOf, readOutputs } from './outputs.ts';
import { reportPage } from './page.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'page-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const foreign = `</pre></script><script>alert(1)</script><img src=x onerror="alert(1)">'"&\u001b[31m\u202e`;

const sampleReadiness: ReadinessReport = {
  schemaVersion: 1,
  verdict: 'not-ready',
  exitCode: 1,
  line: 'NOT READY',
  package: { name: 'x', version: '1.0.0' },
  policy: { file: 'p', sha256: 'a'.repeat(64), releaseMode: 'm' },
  publish: { allowed: true, reason: 'x' },
  source: { dir: '/w', revision: null, dirty: null },
  findings: [],
  gates: [],
};

const sampleComparison: PackageComparison = {
  from: '0.0.9',
  to: '0.1.0',
  step: 'minor',
  mayBreak: true,
  mayAdd: true,
  sizes: {
    packed: { before: 1000, after: 3000 },
    unpacked: { before: 9000, after: 9000 },
    files: { before: 4, after: 4 },
  },
  files: { added: [], removed: [], renamed: [], changed: [], same: 3 },
  dependencies: [],
};

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

/** Marked by where it stands, so that a place that lets it through is named, and one that shows none is missed. */
function hostileAt(place: string): string {
  return `@${place}@</pre></script><!--<script>alert(1)</script><img src=x onerror="alert(1)">'"&\u001b[31m\u001b]8;;https://example.invalid\u0007link\u001b]8;;\u0007\u202e\u2066\u2028\ud800`;
}

test('foreign text is text wherever it stands', () => {
  mkdirSync(join(dir, 'logs'));
  writeFileSync(join(dir, 'logs', '1'), foreign);
  writeFileSync(join(dir, 'kept <img>'), '');
  const smoke = sampleSmoke(`daemon > ${hostileAt('name')}`, {
    outcome: 'failed',
    suite: hostileAt('suite'),
    cell: hostileAt('cell'),
    file: hostileAt('file'),
    reason: hostileAt('reason'),
    errors: [
      {
        message: hostileAt('message'),
        diff: `- ${hostileAt('diff')}`,
        at: hostileAt('at'),
        difference: {
          schema: hostileAt('schema'),
          value: JSON.stringify({ [hostileAt('key')]: hostileAt('value') }),
          problems: [{ pointer: hostileAt('pointer'), expected: hostileAt('expected'), found: hostileAt('found') }],
        },
      },
      { message: 'x', difference: { schema: 'x', value: hostileAt('no-json'), problems: [] } },
    ],
    record: {
      commands: [
        {
          line: hostileAt('line'),
          cwd: '/w',
          ended: hostileAt('ended'),
          durationMs: 5,
          stdoutFile: join(dir, 'logs', '1'),
          stderrFile: join(dir, hostileAt('log-name')),
          stdoutBytes: 1,
          stderrBytes: 1,
          heldOpen: false,
        },
      ],
      steps: [{ title: hostileAt('step'), outcome: 'failed', durationMs: 1 }],
      survivors: [{ pid: 1, startTime: '1', command: hostileAt('survivor') }],
      sandboxDir: hostileAt('sandbox'),
    },
  });
  const tool = { name: 'npm' as const, version: hostileAt('manager') };
  const cells = ['a', 'b'].map((id) => ({
    id: `${hostileAt('cell-id')}${id}-node@22`,
    manager: tool,
    node: { name: 'node' as const, version: hostileAt('node') },
    primary: false,
    required: true,
    lowest: false,
    smokes: 'all' as const,
    outcome: 'failed' as const,
    reason: hostileAt('cell-reason'),
  }));
  const where = { stage: 'install' as const, file: hostileAt('place'), pointer: hostileAt('place-pointer'), cell: 'x' };
  const sample = concluded([
    ...sampleEvents([smoke]),
    {
      type: 'finding',
      finding: { ...sampleFinding, where, message: hostileAt('finding'), remediation: hostileAt('remedy') },
    },
  ]);
  if (!sample.artifact || !sample.tools || !sample.verdict) throw new Error('the sample has all of them');
  const report: Report = {
    ...sample,
    subject: hostileAt('subject'),
    project: hostileAt('project'),
    cells,
    policy: { file: hostileAt('policy'), sha256: 'a'.repeat(64) },
    preflight: {
      ready: false,
      blockers: [
        {
          code: hostileAt('blocker'),
          expected: hostileAt('blocker-expected'),
          found: hostileAt('blocker-found'),
          remediation: hostileAt('blocker-remedy'),
        },
      ],
    },
    verdict: { ...sample.verdict, line: `FAIL ${hostileAt('verdict')}`, reasons: [hostileAt('why')] },
    handovers: [{ at: 'local file', expected: hostileAt('handed'), found: hostileAt('over'), same: false }],
    artifact: {
      ...sample.artifact,
      file: hostileAt('tarball'),
      version: hostileAt('version'),
      entries: [{ path: `${hostileAt('folder')}/${hostileAt('packed')}`, size: 1, mode: 0o644 }],
      source: { kind: 'directory', spec: 'x', revision: hostileAt('revision') },
    },
    tools: { ...sample.tools, node: { path: hostileAt('tool-path'), version: hostileAt('tool-version') } },
    environment: { node: hostileAt('host-node'), platform: hostileAt('platform'), arch: 'x64' },
    previous: { spec: hostileAt('spec'), name: hostileAt('earlier-name'), version: '1', sha256: 'a'.repeat(64) },
    comparison: {
      ...sampleComparison,
      to: hostileAt('to'),
      files: {
        added: [{ path: hostileAt('added'), size: 1 }],
        removed: [{ path: hostileAt('removed'), size: 1 }],
        renamed: [{ path: hostileAt('renamed'), from: hostileAt('renamed-from'), before: 1, after: 1 }],
        changed: [
          { path: hostileAt('grown'), before: 1, after: 2, mode: { before: '644', after: '755' } },
          { path: hostileAt('shrunk'), before: 2, after: 1 },
        ],
        same: 0,
      },
      dependencies: [
        {
          field: 'dependencies',
          name: hostileAt('dependency'),
          before: hostileAt('range'),
          after: hostileAt('range-now'),
        },
      ],
    },
    evidence: { dir, files: ['kept <img>'] },
  };
  const readiness: ReadinessReport = {
    ...sampleReadiness,
    line: hostileAt('ready-line'),
    findings: [{ ...sampleFinding, message: hostileAt('ready-finding'), remediation: hostileAt('ready-remedy') }],
    gates: [
      {
        id: hostileAt('gate'),
        title: hostileAt('gate-title'),
        verdict: 'overridden',
        evidence: [{ text: hostileAt('gate-evidence') }],
        findings: [{ ...sampleFinding, message: hostileAt('gate-finding') }],
        remedy: hostileAt('gate-remedy'),
        override: { by: hostileAt('who'), reason: hostileAt('override'), at: '2026-11-02T10:00:00.000Z' },
      },
    ],
  };
  const given = JSON.stringify([report, readiness]);
  const page = reportPage({
    report,
    dir,
    readiness,
    machines: [{ name: hostileAt('machine'), folder: hostileAt('machine-folder') }],
  });
  const places = new Set([...given.matchAll(/@([\w-]+)@/g)].map(([, place]) => place));
  for (const place of places) expect(page.includes(`@${place}@`), `${place} is shown`).toBe(true);
  expect(page).toContain('@machine@');
  expect(page).not.toMatch(/<script>alert|<img|<!--/);
  expect(page).not.toMatch(/(src|href)="(?!#|\.\/|artifact\/)/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
  expect(page).not.toMatch(/[\u001b\u202e\u2066\u2028]|\p{Cs}/u);
  expect(embedded(page)[0]).toBe(foreign);
});

test('a link to evidence is one to a file below the page, whatever its name is', () => {
  expect(hrefOf('javascript:alert(1)')).toBe('./javascript%3Aalert(1)');
  expect(hrefOf('//elsewhere/"x" #y?z\ud800')).toBe('.///elsewhere/%22x%22%20%23y%3Fz%EF%BF%BD');
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
    ...sampleReadiness,
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

test('what changed since the earlier version is there, each list from its largest; and how to find out when nothing is known', () => {
  const sample = concluded(sampleEvents([sampleSmoke('a > b')]));
  const file = (path: string, before: number, after: number) => ({ path, before, after });
  const page = pageOf({
    ...sample,
    previous: { spec: 'x@0.0.9', name: 'x', version: '0.0.9', sha256: 'a'.repeat(64) },
    comparison: {
      ...sampleComparison,
      files: {
        added: Array.from({ length: 300 }, (_, index) => ({ path: `new-${index}`, size: index })),
        removed: [{ path: 'gone.js', size: 28 }],
        renamed: [],
        changed: [file('little.js', 10, 11), file('much.js', 10, 900), file('less.js', 20, 10)],
        same: 3,
      },
      dependencies: [{ field: 'peerDependencies', name: 'y', before: '^1' }],
    },
  });
  expect(page).toContain('Changed since x 0.0.9');
  expect(page).toContain('0.1.0 is a minor step, which may break users');
  expect(page).toContain('<td>1.0 kB</td><td>3.0 kB</td><td>+2.0 kB</td>');
  expect(page).toMatch(/<details class="changes"><summary>Added <span class="count">300<\/span>/);
  expect(page.indexOf('new-299')).toBeLessThan(page.indexOf('new-150'));
  expect(page).not.toContain('new-50<');
  expect(page).toContain('and 100 more');
  expect(page).toMatch(
    /Grown.*\+890 B<\/span> <span class="path">much\.js.*little\.js.*Changed otherwise.*−10 B.*less\.js/s,
  );
  expect(page).toMatch(/<span class="path">y<\/span> \^1 → gone <span class="note">peerDependencies/);
  expect(pageOf(sample)).toContain('verify --against');
});

test('a merged run has a timeline for each machine, of its own clock', () => {
  const smoke = sampleSmoke('a > b', { cell: 'npm-node@22', startedAt: '2026-11-02T10:00:00.500Z' });
  const machine = concluded(sampleEvents([smoke]));
  const merged: Report = {
    ...machine,
    startedAt: '2026-11-02T12:00:00.000Z',
    matrix: {
      cells: ['npm-node@22'],
      merged: [
        { runId: 'r1', dir: 'part-1' },
        { runId: 'r2', dir: 'part-2' },
      ],
    },
  };
  const page = reportPage({
    report: { ...merged, evidence: { ...merged.evidence, dir } },
    dir,
    machines: [
      { name: 'part-1', folder: 'machines/1-r1', report: machine },
      { name: 'part-2', folder: 'machines/2-r2' },
    ],
  });
  expect(page).toContain('<h3>part-1</h3>');
  expect(page).toMatch(/href="#smoke-1" title="a &gt; b \[npm-node@22\]: passed, 120 ms, from 500 ms"/);
  expect(page.split('class="chart"')).toHaveLength(2);
  expect(page).toContain('Its own report is not here any more');
  expect(page).toMatch(/<dt>Merged<\/dt><dd><time [^>]*>[^<]*<\/time>, from 2 runs/);
});

test('of cells that share one runner it says which waited for which', () => {
  const at = (ms: number) => new Date(Date.parse('2026-11-02T10:00:00.000Z') + ms).toISOString();
  const sample = concluded(sampleEvents([]));
  const stage = (name: 'identity' | 'smokes', cell: string, from: number, durationMs: number) => ({
    stage: name,
    cell,
    startedAt: at(from),
    durationMs,
    outcome: 'passed' as const,
  });
  const page = pageOf({
    ...sample,
    stages: [
      stage('identity', 'one', 0, 1000),
      stage('smokes', 'one', 1000, 3000),
      stage('identity', 'two', 1000, 500),
      stage('smokes', 'two', 4000, 1000),
    ],
  });
  expect(page.match(/waited \d[^<]*/g)).toEqual(['waited 2.5 s for smokes [one]']);
});

test('the page is bounded: of outputs that have no room those of failed smokes are the last to be left beside', () => {
  const noise = (name: string) => {
    const file = join(dir, name);
    writeFileSync(file, createHash('sha512').update(name).digest('hex').repeat(2));
    return recordWith({ stdout: file });
  };
  const report = concluded(
    sampleEvents([
      sampleSmoke('a > good', { record: noise('good') }),
      sampleSmoke('b > bad', { outcome: 'failed', record: noise('bad') }),
    ]),
  );
  const kinds = (most?: number) =>
    Object.fromEntries(
      [...readOutputs(report, { recordedIn: dir, dir }, most)].map(([file, { kind }]) => [
        file.slice(dir.length + 1),
        kind,
      ]),
    );
  expect(kinds()).toEqual({ bad: 'embedded', good: 'embedded' });
  expect(kinds(250)).toEqual({ bad: 'embedded', good: 'beside' });
  expect(kinds(10)).toEqual({ bad: 'beside', good: 'beside' });
});

test('errors of any length, and values of any depth, have a page', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const long = JSON.stringify(Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`k${index}`, index])));
  const difference = (value: string) => ({
    schema: 's',
    value,
    problems: [{ pointer: '/k1000', expected: 'x', found: '1000' }],
  });
  const page = pageOf(
    concluded(
      sampleEvents([
        sampleSmoke('a > b', {
          outcome: 'failed',
          errors: [
            { message: 'm'.repeat(1_000_000) },
            { message: 'm', difference: difference('undefined') },
            { message: 'm', difference: difference(deep) },
            { message: 'm', difference: difference(long) },
          ],
        }),
      ]),
    ),
  );
  expect(page.length).toBeLessThan(200_000);
  expect(page).toContain('980,000 characters are left out here');
  expect(page).toContain('<mark>&quot;k1000&quot;: 1000,</mark>');
  expect(page).toContain('... 992 lines ...');
  expect(page).not.toContain('k500');
});

test.each([
  ['a link out of the directory', (path: string) => symlinkSync('/etc/passwd', path)],
  ['a pipe that nobody writes into', (path: string) => execFileSync('mkfifo', [path])],
  ['a directory', (path: string) => mkdirSync(path)],
])('of %s nothing is read', (_, make) => {
  make(join(dir, 'out'));
  const page = pageOf(
    concluded(sampleEvents([sampleSmoke('a > b', { record: recordWith({ stdout: join(dir, 'out') }) })])),
  );
  expect(embedded(page)).toEqual([]);
  expect(page).toContain('stdout: out is not there any more');
});
