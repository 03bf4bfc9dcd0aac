import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReadinessReport } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { exitOf, onlyReport, openWorkplace, type Workplace } from './workplace.ts';

/** Makes the workplace a repository, with everything in it committed, and a release before it. */
function committed({ dir, home }: Workplace): void {
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  const git = (...args: string[]) => execFileSync('git', [...author, ...args], { cwd: dir, env, stdio: 'ignore' });
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'before');
  git('tag', 'v0.0.9');
  git('add', '-A');
  git('commit', '-q', '-m', 'the release');
}

async function assessed(
  place: Workplace,
  ...args: string[]
): Promise<{ exit: number | string; report: ReadinessReport }> {
  const result = await place.shakedown(['readiness', 'ktx', '--json', ...args]);
  return { exit: exitOf(result), report: parseAs('readiness', JSON.parse(result.stdout), 'stdout') };
}

test('a real verify makes the reference package ready, but for a real uv where there is a stand-in', async () => {
  await using place = await openWorkplace();
  const source = await place.copyOfReference();
  const changelog = join(source, 'CHANGELOG.md');
  if (!existsSync(changelog)) await writeFile(changelog, '# Changelog\n\n## 0.1.0\n\n- The first.\n');
  const policyFile = join(place.dir, 'release-policy.json');
  const policy: object = JSON.parse(await readFile(policyFile, 'utf8'));
  const documents = ['README.md', 'docs/operators.md'];
  await writeFile(policyFile, JSON.stringify({ ...policy, documents, scope: { allowed: ['**'] } }));
  committed(place);

  const verified = await place.shakedown(['verify', 'ktx', '--quiet']);
  expect(exitOf(verified), verified.stdout).toBe(0);
  const run = await onlyReport(place);
  const { exit, report } = await assessed(place);
  const found = report.findings.map(({ code }) => code);
  const verdicts = report.gates.map(({ id, verdict }) => `${id} ${verdict}`);
  const standIn = run.tools?.uv?.kind === 'stand-in';
  expect([report.verdict, exit, found]).toEqual(
    standIn ? ['incomplete', 4, ['evidence-without-uv']] : ['ready', 0, []],
  );
  expect(verdicts).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `RG-${n} ${standIn && (n === 2 || n === 3) ? 'missing' : 'passed'}`),
  );
  expect(report.artifact).toMatchObject({ runId: run.runId, sha256: run.artifact?.sha256 });
  expect(report.source).toMatchObject({ revision: run.artifact?.source.revision, dirty: false });

  // The same for people; and what was verified is not what is there any more.
  await writeFile(join(source, 'dist', 'extra.js'), '// not verified\n');
  const changed = await place.shakedown(['readiness', 'ktx']);
  expect(exitOf(changed)).toBe(1);
  expect(changed.stderr).toBe('');
  expect(changed.stdout).toMatch(/^NOT READY {2}@kaelio\/ktx 0\.1\.0: source-not-committed; evidence-of-other-bytes/);
  expect(changed.stdout).toContain('Next: Verify what is to be released: shakedown verify ktx\n');
});

test('what is no source directory is bad input, told in one line', async () => {
  await using place = await openWorkplace();
  await writeFile(join(place.dir, 'x.tgz'), 'x');
  const result = await place.shakedown(['readiness', './x.tgz']);
  expect([exitOf(result), result.stdout]).toEqual([2, '']);
  expect(result.stderr).toMatch(/^error coherence-needs-source: .*shakedown readiness.*\n$/);
});
