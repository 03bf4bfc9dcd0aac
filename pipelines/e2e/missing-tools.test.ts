import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../schemas/types.ts';
import { findExecutable } from '../../smoke/process/executable.ts';
import { exitOf, onlyReport, openWorkplace, type Workplace } from './workplace.ts';

/** A PATH with these programs and no others. */
async function pathWith(place: Workplace, ...programs: string[]): Promise<string> {
  const dir = join(place.dir, '..', 'path');
  await mkdir(dir);
  for (const program of programs) {
    const found = findExecutable(program, process.env.PATH ?? '', dir);
    if (!('path' in found)) throw new Error(`no ${program} on PATH: this test needs it`);
    await symlink(found.path, join(dir, program));
  }
  return dir;
}

test('without python3 the verdict is incomplete, exit 4, with the reason', async () => {
  await using place = await openWorkplace();
  const PATH = await pathWith(place, 'npm', 'git', 'sh', 'node');
  const result = await place.shakedown(['verify'], { env: { PATH } });
  expect(exitOf(result)).toBe(4);
  expect(result.stdout).toMatch(/^INCOMPLETE .*no uv and no python3 on PATH/);
  const report = await onlyReport(place);
  expect(report.state).toBe('incomplete');
  expect(report.counts.required.failed).toBe(0);
  expect(report.counts.required.passed).toBeGreaterThan(0);
  expect(report.counts.required.skipped).toBeGreaterThan(5);
  expect(await readdir(place.tmp)).toEqual([]);
});

test('without npm it is not ready, exit 3, and says what to do', async () => {
  await using place = await openWorkplace();
  const PATH = await pathWith(place, 'python3', 'git', 'sh', 'bash');
  const result = await place.shakedown(['verify', '--json'], { env: { PATH } });
  expect(exitOf(result)).toBe(3);
  const report = JSON.parse(result.stdout);
  expect(report.preflight).toMatchObject({ ready: false, blocker: 'npm-missing' });
  expect(report.preflight.blockers[0].remediation).toContain('npm');
});

test('where the host would provide what the package has not declared it is not ready, exit 3, and nothing is packed', async () => {
  await using place = await openWorkplace();
  const modules = join(place.tmp, 'node_modules');
  await mkdir(join(modules, 'undeclared'), { recursive: true });
  await writeFile(join(modules, 'undeclared', 'index.js'), '');
  const source = await place.copyOfReference();
  const bin = join(source, 'dist', 'bin.js');
  await writeFile(bin, `${await readFile(bin, 'utf8')}\nimport 'undeclared';\n`);
  const result = await place.shakedown(['verify', source, '--json']);
  expect(exitOf(result), result.stderr).toBe(3);
  const report: Report = JSON.parse(result.stdout);
  expect(report.preflight?.blockers).toMatchObject([{ code: 'modules-above', found: modules }]);
  expect(report.stages.map(({ stage }) => stage)).toEqual(['preflight']);
});
