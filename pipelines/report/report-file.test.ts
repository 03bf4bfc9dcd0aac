import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readReport, writeReport } from './report-file.ts';
import { concluded, sampleEvents, sampleSmoke } from './sample-run.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'report-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const report = concluded(sampleEvents([sampleSmoke('a > 1')]));

test('what was written is read back the same, with junit.xml beside it and nothing else', () => {
  writeReport(dir, report);
  expect(readReport(join(dir, 'report.json'))).toEqual(report);
  expect(readdirSync(dir).sort()).toEqual(['junit.xml', 'report.json']);
});

test('refuses to write what is no report and leaves the last one as it was', () => {
  writeReport(dir, report);
  expect(() => writeReport(dir, { ...report, durationMs: -1 })).toThrow(
    /report\.json is not a valid report: \/durationMs: .*, found -1/,
  );
  expect(readReport(join(dir, 'report.json'))).toEqual(report);
});

test('refuses to read what is no report, and names the file', () => {
  const file = join(dir, 'report.json');
  writeFileSync(file, JSON.stringify({ ...report, state: 'fine' }));
  expect(() => readReport(file)).toThrow(`${file} is not a valid report: /state: expected one of "running"`);
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100));
  expect(() => readReport(file)).toThrow(SyntaxError);
});
