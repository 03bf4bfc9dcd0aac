import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../schemas/types.ts';
import { compare } from './compare.ts';
import { writeReport } from './report/report-file.ts';
import { concluded, sampleEvents, sampleMatrixEvents, sampleSmoke } from './report/sample-run.ts';
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

test('opens the page with the program of the desktop, and refuses to open what is no page', async () => {
  const here = scratchRun();
  const { dir } = await runWithReport(here, passed);
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  writeFileSync(
    join(bin, opener),
    `#!/bin/sh\necho "$1" > '${dir}/opened.part'; mv '${dir}/opened.part' '${dir}/opened'\n`,
    { mode: 0o755 },
  );
  const env = { PATH: `${bin}:${process.env.PATH ?? ''}` };
  const { code, stderr } = await asCommand(here, (io) =>
    report(undefined, { open: true }, { ...io, env: { ...io.env, ...env } }),
  );
  expect([code, stderr]).toEqual([0, '']);
  await expect.poll(() => existsSync(join(dir, 'opened')), { timeout: 20_000 }).toBe(true);
  expect(readFileSync(join(dir, 'opened'), 'utf8')).toBe(`${join(dir, 'report.html')}\n`);
  await expect(asCommand(here, (io) => report(undefined, { open: true, format: 'md' }, io))).rejects.toThrow(
    '--open is for the page',
  );
});

test('makes the page also beside a readiness that cannot be read', async () => {
  const here = scratchRun();
  const { dir } = await runWithReport(here, passed);
  writeFileSync(join(dir, 'readiness.json'), '{"schemaVersion": 99');
  expect((await asCommand(here, (io) => report(undefined, {}, io))).code).toBe(0);
  expect(readFileSync(join(dir, 'report.html'), 'utf8')).toContain('Not judged from this run yet');
});

test('of two matrices the cells are compared, each smoke in its own', async () => {
  const here = scratchRun();
  const cells = ['npm@11-node@22', 'pnpm-node@22'];
  const matrix = (outcome: 'passed' | 'failed') =>
    concluded(
      sampleMatrixEvents(
        cells,
        [sampleSmoke('a > b', { cell: 'npm@11-node@22' }), sampleSmoke('a > b', { cell: 'pnpm-node@22', outcome })],
        { 'pnpm-node@22': { outcome } },
      ),
      { kind: 'completed' },
      { matrix: { cells } },
    );
  const before = await runWithReport(here, matrix('passed'), 10_000);
  const after = await runWithReport(here, matrix('failed'));
  const { document } = await asJson(here, 'comparison', (io) => compare(before.id, after.id, { json: true }, io));
  expect(document).toMatchObject({
    worse: true,
    cells: [{ id: 'pnpm-node@22', before: 'passed', after: 'failed', required: true }],
    smokes: [{ name: 'a > b', cell: 'pnpm-node@22', before: 'passed', after: 'failed' }],
  });
  const { stdout } = await asCommand(here, (io) => compare(before.id, after.id, {}, io));
  expect(stdout).toContain('passed   -> failed    a > b [pnpm-node@22]');
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
  expect(stdout).toContain('passed   -> failed    a > b');
  expect((await asCommand(here, (io) => compare(before.id, before.id, {}, io))).stdout).toContain(
    'Nothing is different.',
  );
});
