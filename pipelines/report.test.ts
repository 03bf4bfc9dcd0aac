import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../schemas/types.ts';
import { compare } from './compare.ts';
import { writeReport } from './report/report-file.ts';
import { concluded, sampleEvents, sampleSmoke } from './report/sample-run.ts';
import { report } from './report.ts';
import { asCommand, asJson, pastRun, type ScratchRun, scratchRun } from './run/scratch-run.ts';

async function runWithReport(here: ScratchRun, sample: Report, ageMs = 0): Promise<{ id: string; dir: string }> {
  const run = await pastRun(here, ageMs);
  writeReport(run.dir, { ...sample, runId: run.id, evidence: { ...sample.evidence, dir: run.dir } });
  return run;
}

const passed = concluded(sampleEvents([sampleSmoke('a > b')]));
const failed = concluded(sampleEvents([sampleSmoke('a > b', { outcome: 'failed' })]));

test('makes the page of the last run beside its report, and says where', async () => {
  const here = scratchRun();
  await runWithReport(here, failed, 10_000);
  const { dir } = await runWithReport(here, passed);
  const { code, stdout } = await asCommand(here, (io) => report(undefined, {}, io));
  expect([code, stdout]).toEqual([0, `${join(dir, 'report.html')}\n`]);
  expect(readFileSync(join(dir, 'report.html'), 'utf8')).toContain('<!doctype html>');
});

test('says when the page could not be opened, and where it is', async () => {
  const here = scratchRun();
  const { dir } = await runWithReport(here, passed);
  const { code, stderr } = await asCommand(here, (io) =>
    report(undefined, { open: true }, { ...io, env: { ...io.env, PATH: '/nowhere' } }),
  );
  expect(code).toBe(0);
  expect(stderr).toMatch(/page-not-opened: .*ENOENT/);
  expect(stderr).toContain(`Open ${join(dir, 'report.html')} in a browser.`);
});

test.each([
  ['md', /^## PASS/],
  ['junit', /^<\?xml /],
  ['ctrf', /"reportFormat": "CTRF"/],
  ['sarif', /"version": "2.1.0"/],
  ['json', /"runId"/],
])('prints it as %s and writes nothing', async (format, expected) => {
  const here = scratchRun();
  const { id, dir } = await runWithReport(here, passed);
  const { code, stdout } = await asCommand(here, (io) => report(id, { format }, io));
  expect(code).toBe(0);
  expect(stdout).toMatch(expected);
  expect(existsSync(join(dir, 'report.html'))).toBe(false);
});

test('takes a directory that came from another machine', async () => {
  const here = scratchRun();
  const { dir } = await runWithReport(scratchRun(), passed);
  const { document } = await asJson(here, 'report', (io) => report(dir, { json: true }, io));
  expect(document.project).toBe(passed.project);
});

test('refuses a format that there is not, a run that there is not, and a run without a report', async () => {
  const here = scratchRun();
  const { id, dir } = await runWithReport(here, passed);
  await expect(asCommand(here, (io) => report(id, { format: 'pdf' }, io))).rejects.toThrow(
    '--format: expected one of html, json, md, junit, ctrf, sarif, found pdf',
  );
  await expect(asCommand(here, (io) => report('2020', {}, io))).rejects.toThrow('2020');
  writeFileSync(join(dir, 'report.json'), '{"schemaVersion": 1}');
  await expect(asCommand(here, (io) => report(id, {}, io))).rejects.toThrow('is not a valid report');
  rmSync(join(dir, 'report.json'));
  await expect(asCommand(here, (io) => report(id, {}, io))).rejects.toThrow('no such file');
});

test('two runs are compared, in words and as data', async () => {
  const here = scratchRun();
  const [before, after] = [await runWithReport(here, passed, 10_000), await runWithReport(here, failed)];
  const { code, document } = await asJson(here, 'comparison', (io) => compare(before.id, after.id, { json: true }, io));
  expect(code).toBe(0);
  expect(document).toMatchObject({
    worse: true,
    sameBytes: true,
    before: { runId: before.id },
    after: { runId: after.id },
  });
  const { stdout } = await asCommand(here, (io) => compare(before.id, after.id, {}, io));
  expect(stdout).toContain('passed -> failed  a > b');
  expect((await asCommand(here, (io) => compare(before.id, before.id, {}, io))).stdout).toContain(
    'Nothing is different.',
  );
});
