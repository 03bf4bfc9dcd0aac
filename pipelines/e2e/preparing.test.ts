import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAs } from '../../smoke/schema/validate.ts';
import { exitOf, openWorkplace } from './workplace.ts';

test('the reference package is prepared, and then says the same version everywhere but in the wheel that is to be built', async () => {
  await using place = await openWorkplace();
  const source = await place.copyOfReference();
  const policy = join(place.dir, 'release-policy.json');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: source,
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' },
    });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'feat: first');
  git('tag', 'v0.1.0');

  const before = await place.shakedown(['coherence', 'ktx', '--offline', '--control', '--json']);
  expect(exitOf(before)).toBe(0);
  const coherent = parseAs('coherence', JSON.parse(before.stdout), 'stdout');
  expect(coherent).toMatchObject({ verdict: 'passed', control: { verdict: 'holds' } });
  expect(coherent.places.find(({ kind }) => kind === 'command')).toMatchObject({ says: '0.1.0', state: 'agrees' });

  await writeFile(join(source, 'README.md'), 'changed');
  git('commit', '-q', '-a', '-m', 'fix: a fix');
  const proposed = await place.shakedown(['prepare', 'ktx', '--channel', 'rc', '--json']);
  const { proposed_changelog_block: block, next_version } = parseAs(
    'preparation',
    JSON.parse(proposed.stdout),
    'stdout',
  );
  expect(next_version).toBe('0.1.1-rc.0');
  expect(block).toMatch(/^## 0\.1\.1-rc\.0\n\n### Fixes\n\n- a fix \(\w{7}\)$/);

  const written = await place.shakedown(['prepare', 'ktx', '--channel', 'rc', '--write']);
  expect(exitOf(written)).toBe(0);
  expect(await readFile(join(source, 'CHANGELOG.md'), 'utf8')).toContain(`${block}\n\n## 0.1.0\n`);
  expect(JSON.parse(await readFile(policy, 'utf8')).publishedPackageSmoke.version).toBe('0.1.1-rc.0');

  const after = await place.shakedown(['coherence', 'ktx', '--offline', '--json']);
  expect(exitOf(after)).toBe(1);
  const { findings } = parseAs('coherence', JSON.parse(after.stdout), 'stdout');
  expect(findings).toMatchObject([{ code: 'version-mismatch', args: { found: '0.1.0', expected: '0.1.1-rc.0' } }]);
  expect(String(findings[0]?.args.places).split(', ')).toEqual([
    'assets/python/manifest.json#/version',
    'assets/python/kaelio_ktx-0.1.0-py3-none-any.whl (its name)',
    'assets/python/kaelio_ktx-0.1.0-py3-none-any.whl (its METADATA)',
  ]);
});

test.for([
  ['prepare', "required option '--channel <channel>' not specified"],
  ['prepare --channel beta', 'Allowed choices are stable, rc'],
  ['coherence --offline --registry http://127.0.0.1:1/', 'cannot be used with'],
] as const)('%s is bad usage', async ([line, reason]) => {
  await using place = await openWorkplace();
  const result = await place.shakedown(line.split(' '));
  expect(exitOf(result)).toBe(2);
  expect(result.stderr).toContain(reason);
  expect(result.stdout).toBe('');
});
