import { describe, expect, test } from 'vitest';
import { check } from '../../smoke/schema/validate.ts';
import { compareReports } from './compare-reports.ts';
import { ctrfReport } from './ctrf.ts';
import { junitXml } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { concluded, sampleEvents, sampleFinding, sampleMatrixEvents, sampleSmoke } from './sample-run.ts';
import { sarifOfRun } from './sarif-of-run.ts';

const failure = sampleSmoke('daemon > stops', {
  outcome: 'failed',
  errors: [{ message: 'expected exit 0, found exit 1', diff: '- 0\n+ 1' }],
});
const advisory = sampleSmoke('links > stay', { outcome: 'failed', required: false, errors: [{ message: 'no' }] });
const passed = concluded(sampleEvents([sampleSmoke('daemon > stops')]));
const failed = concluded([...sampleEvents([failure, advisory]), { type: 'finding', finding: sampleFinding }]);

describe('Markdown', () => {
  test('begins with the verdict, then says what is wrong and how to do it again', () => {
    const text = markdownReport(failed);
    expect(text.split('\n')[0]).toMatch(/^## FAIL/);
    expect(text).toContain('| error | ');
    expect(text).toContain('### Failed: daemon > stops\n');
    expect(text).toContain('### Failed: links > stay (advisory)\n');
    expect(text.indexOf('Findings')).toBeLessThan(text.indexOf('Stages'));
  });

  test('foreign text is neither markup nor a way out of its fence or its cell', () => {
    const message = 'a | b\n```\n<script>x</script> @someone [link](y)';
    const smoke = sampleSmoke('x > <img> | @you', { outcome: 'failed', errors: [{ message }] });
    const text = markdownReport(
      concluded([...sampleEvents([smoke]), { type: 'finding', finding: { ...sampleFinding, message } }]),
    );
    expect(text).toContain('````text\n');
    const outsideOfFences = text.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
    expect(outsideOfFences).not.toContain('<img>');
    expect(outsideOfFences).not.toContain('@you');
    expect(outsideOfFences).not.toContain('@someone');
    const row = text.split('\n').find((line) => line.startsWith('| error |')) ?? '';
    expect(row.split('|')).toHaveLength(5);
    expect(row).not.toContain('<script>');
  });

  test('stays within what a step summary may have', () => {
    const error = { message: 'x'.repeat(7000) };
    const many = Array.from({ length: 400 }, (_, index) =>
      sampleSmoke(`s > ${index}`, { outcome: 'failed', errors: [error] }),
    );
    const text = markdownReport(concluded(sampleEvents(many)));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
    expect(text).toMatch(/\d+ sections more did not fit here/);
    expect(text.split('\n')[0]).toMatch(/^## FAIL/);
  });
});

describe('CTRF', () => {
  test('is as its schema says, and the verdict is one of its tests', () => {
    const found = ctrfReport(failed);
    expect(check('ctrf', found)).toMatchObject({ ok: true });
    expect(found.results.tests.map(({ name, status }) => [name, status])).toEqual([
      ['verdict', 'failed'],
      ['daemon > stops', 'failed'],
      ['links > stay', 'other'],
    ]);
    expect(found.results.summary).toMatchObject({ tests: 3, passed: 0, failed: 2, other: 1 });
  });

  test('a run in which all passed has nothing but passed tests', () => {
    expect(ctrfReport(passed).results.summary).toMatchObject({ tests: 2, passed: 2, failed: 0 });
  });

  test('an incomplete run has a failed test', () => {
    const skipped = concluded(sampleEvents([sampleSmoke('a > b', { outcome: 'skipped', reason: 'no uv' })]));
    expect(skipped.state).toBe('incomplete');
    expect(ctrfReport(skipped).results.summary).toMatchObject({ failed: 1, skipped: 1 });
  });
});

describe('over a matrix', () => {
  const cells = ['npm@11-node@22', 'npm@11-node@24', 'yarn-node@22'];
  const smokes = cells.map((cell) =>
    sampleSmoke('a > b', {
      cell,
      outcome: 'failed',
      required: !cell.startsWith('yarn'),
      errors: [{ message: `no ${cell}` }],
    }),
  );
  const outcome = 'failed' as const;
  const report = concluded(
    sampleMatrixEvents(cells, smokes, {
      'npm@11-node@22': { outcome, reason: 'a | <b>' },
      'yarn-node@22': { outcome, required: false },
    }).map((event) =>
      event.type === 'stage-finished' && event.cell === 'yarn-node@22' && event.stage === 'install'
        ? { ...event, outcome }
        : event,
    ),
    { kind: 'completed' },
    { matrix: { cells } },
  );

  test('each smoke of each cell is a test, a case and a result of its own', () => {
    const named = cells.map((cell) => `a > b [${cell}]`);
    const tests = ctrfReport(report).results.tests;
    expect(tests.map(({ name }) => name)).toEqual(['verdict', ...named]);
    expect(tests.map(({ suite }) => suite?.at(-1))).toEqual(['shakedown', ...cells]);
    const cases = [...junitXml(report).matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].map(([all]) => all);
    expect(new Set(cases).size).toBe(cases.length);
    const { results = [] } = sarifOfRun(report).runs[0] ?? {};
    expect(results.map(({ message }) => message.text)).toEqual(
      expect.arrayContaining(cells.map((cell) => expect.stringContaining(`--cell ${cell} --only 'a > b'`))),
    );
    expect(new Set(results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints))).size).toBe(
      results.length,
    );
  });

  test('a smoke that fails otherwise than before is the same alert', () => {
    const marks = (message: string) =>
      sarifOfRun(
        concluded(sampleEvents([sampleSmoke('a > b', { outcome: 'failed', errors: [{ message }] })])),
      ).runs[0]?.results.map(({ partialFingerprints }) => partialFingerprints);
    expect(marks('after 12 ms')).toEqual(marks('after 13 ms'));
  });

  test('what fails in an advisory cell is no failure in junit.xml', () => {
    expect(junitXml(report)).toMatch(/name="install \[yarn-node@22\]"[^>]*>\s*<skipped message="advisory, failed: /);
  });

  test('Markdown has the grid, with the reasons below', () => {
    const text = markdownReport(report);
    expect(text).toContain(
      '| | node&#64;22 | node&#64;24 |\n| --- | --- | --- |\n| npm&#64;11 | failed | passed |\n| yarn | failed (advisory) |  |\n',
    );
    expect(text).toContain('- npm&#64;11-node&#64;22: a &#124; &lt;b>\n');
    expect(text).toContain('### Failed: a > b &#91;yarn-node&#64;22&#93; (advisory)');
    expect(text).toContain("shakedown verify fixtures/ktx --cell npm@11-node@24 --only 'a > b'");
  });
});

describe('a comparison', () => {
  test('tells other contents of the same size, and other permissions', () => {
    if (!passed.artifact) throw new Error('the sample has an artifact');
    const { artifact } = passed;
    const withHash = (letter: string, mode: number) => ({
      ...passed,
      artifact: { ...artifact, entries: [{ path: 'a.js', size: 5, mode, sha256: letter.repeat(64) }] },
    });
    const changes = (before: typeof passed, after: typeof passed) => compareReports(before, after).files;
    expect(changes(withHash('a', 0o644), withHash('b', 0o644))).toEqual([
      { path: 'a.js', before: 5, after: 5, contents: true },
    ]);
    expect(changes(withHash('a', 0o644), withHash('a', 0o755))).toEqual([
      { path: 'a.js', before: 5, after: 5, mode: true },
    ]);
    expect(changes(withHash('a', 0o644), withHash('a', 0o644))).toEqual([]);
  });

  test('of a run with itself has nothing', () => {
    const found = compareReports(passed, passed);
    expect(check('comparison', found)).toMatchObject({ ok: true });
    expect(found).toMatchObject({ sameBytes: true, worse: false, smokes: [], times: [], files: [] });
  });

  test('says which smokes, findings and files are others', () => {
    const entries = [
      { path: 'package.json', size: 901, mode: 0o644 },
      { path: 'new.js', size: 5, mode: 0o644 },
    ];
    if (!failed.artifact) throw new Error('the sample has an artifact');
    const other = { ...failed, artifact: { ...failed.artifact, sha256: 'b'.repeat(64), entries } };
    const found = compareReports(passed, other);
    expect(check('comparison', found)).toMatchObject({ ok: true });
    expect(found).toMatchObject({ sameBytes: false, worse: true });
    expect(found.smokes).toEqual([
      { name: 'daemon > stops', before: 'passed', after: 'failed', required: true },
      { name: 'links > stay', before: null, after: 'failed', required: false },
    ]);
    expect(found.findings).toEqual({ appeared: [sampleFinding], gone: [] });
    expect(found.files).toEqual([
      { path: 'dist/bin.js', before: 2100, after: null },
      { path: 'new.js', before: null, after: 5 },
      { path: 'package.json', before: 900, after: 901 },
    ]);
    expect(compareReports(other, passed)).toMatchObject({
      worse: false,
      findings: { appeared: [], gone: [sampleFinding] },
    });
  });

  test('leaves out times that differ by little, and those of smokes that failed', () => {
    const timed = (durationMs: number, outcome: 'passed' | 'failed' = 'passed') =>
      concluded(sampleEvents([sampleSmoke('a > b', { durationMs, outcome })]));
    const smokes = (before: number, after: number) =>
      compareReports(timed(before), timed(after)).times.map(({ ratio }) => ratio);
    expect(smokes(1000, 2000)).toEqual([2]);
    expect(smokes(2000, 1000)).toEqual([0.5]);
    expect(smokes(1000, 1240)).toEqual([]);
    expect(smokes(10, 100)).toEqual([]);
    expect(compareReports(timed(1000), timed(5000, 'failed')).times).toEqual([]);
  });
});
