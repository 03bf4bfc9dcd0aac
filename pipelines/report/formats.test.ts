import { describe, expect, test } from 'vitest';
import { check } from '../../smoke/schema/validate.ts';
import { compareReports } from './compare-reports.ts';
import { ctrfReport } from './ctrf.ts';
import { markdownReport } from './markdown.ts';
import { concluded, sampleEvents, sampleFinding, sampleSmoke } from './sample-run.ts';

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

describe('a comparison', () => {
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
