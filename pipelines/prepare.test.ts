import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeset, namesIn, prepared, read, released, withChangesets } from './changes/released-source.ts';
import { coherence } from './coherence.ts';
import { prepare } from './prepare.ts';
import { treeHash } from './run/scratch-run.ts';
import { samplePolicy, sampleSource, spokenIo } from './versions/sample-source.ts';

describe('what is written', () => {
  test('is every place that states the version, after which all of them agree', async () => {
    const source = sampleSource();
    source.write({ 'release-policy.json': samplePolicy });
    source.commit('chore: policy');
    source.git('tag', 'v1.2.2');
    source.commit('feat: a thing');
    for (const built of ['assets/python/manifest.json']) rmSync(join(source.dir, built));
    const report = await prepared(source, 'stable', { write: true });
    expect(report.files.map(({ file, change }) => `${file}: ${change}`)).toEqual([
      'CHANGELOG.md: the block of 1.3.0',
      'package-lock.json: /version 1.2.3-rc.0 -> 1.3.0, #/packages//version 1.2.3-rc.0 -> 1.3.0',
      'src/version.ts: 2 1.2.3-rc.0 -> 1.3.0',
      'config.json: /app~1x/version v1.2.3-rc.0 -> v1.3.0',
      'release-policy.json: /publishedPackageSmoke/version 1.2.3-rc.0 -> 1.3.0',
      'package.json: /version 1.2.3-rc.0 -> 1.3.0',
    ]);
    expect(read(source, 'package-lock.json')).toContain('"node_modules/x": {\n      "version": "9.9.9"');
    source.write({ 'bin.js': "console.log('1.3.0');\n" });
    const { io, written } = spokenIo(source);
    expect(await coherence('.', { policy: 'release-policy.json', offline: true }, io)).toBe(0);
    expect(written.stdout).toContain('COHERENT');
  });

  test('is not the wheel: that it is to be built is said', async () => {
    const source = sampleSource();
    source.git('tag', 'v1.2.2');
    source.commit('feat: a thing');
    expect((await prepared(source, 'stable')).findings).toMatchObject([
      { code: 'prepare-wheel-to-build', severity: 'warning' },
    ]);
  });

  test('keeps what is around it: the ends of lines, the mode, a link, an order of growth', async () => {
    const source = released({
      'CHANGELOG.md': '# Changelog\r\n\r\n## Unreleased\r\n\r\n- later\r\n\r\n## 1.2.3\r\n',
      'package.json': '\ufeff{ "name":"a",\r\n"version" : "1.2.3", "x": {"version": "1.2.3"} }',
    });
    chmodSync(join(source.dir, 'package.json'), 0o640);
    source.commit('feat: a thing');
    await prepared(source, 'stable', { write: true });
    expect(read(source, 'package.json')).toBe(
      '\ufeff{ "name":"a",\r\n"version" : "1.3.0", "x": {"version": "1.2.3"} }',
    );
    expect(statSync(join(source.dir, 'package.json')).mode & 0o777).toBe(0o640);
    expect(read(source, 'CHANGELOG.md')).toMatch(
      /^# Changelog\r\n\r\n## Unreleased\r\n\r\n- later\r\n\r\n## 1\.3\.0\r\n\r\n### Features\r\n\r\n- a thing \(\w+\)\r\n\r\n## 1\.2\.3\r\n$/,
    );
    const grown = released({ 'history.md': '## 1.2.2\n\n## 1.2.3\n' });
    rmSync(join(grown.dir, 'CHANGELOG.md'));
    mkdirSync(join(grown.dir, 'docs'));
    symlinkSync('../history.md', join(grown.dir, 'docs/history.md'));
    grown.commit('feat: a thing');
    await prepared(grown, 'stable', { write: true });
    expect(read(grown, 'docs/history.md')).toMatch(/^## 1\.2\.2\n\n## 1\.2\.3\n\n## 1\.3\.0\n/);
  });

  test('is nothing at all when one file cannot be written', async () => {
    const source = withChangesets({ one: changeset('minor', 'A thing') });
    // No new file can be put beside that one, whoever runs this.
    symlinkSync('/proc/version', join(source.dir, 'kernel'));
    const npm = { ...samplePolicy.npm, packages: ['a'] };
    const versions = [{ file: 'kernel', pattern: '^Linux version (\\S+)' }];
    source.write({ 'policy.json': { ...samplePolicy, npm, versions } });
    const before = treeHash(source.dir);
    await expect(prepared(source, 'stable', { write: true, policy: 'policy.json' })).rejects.toMatchObject({
      name: 'StageFailure',
      findings: [{ code: 'prepare-not-written', args: { written: 0 } }],
    });
    expect(treeHash(source.dir)).toBe(before);
    rmSync(join(source.dir, 'CHANGELOG.md'));
    mkdirSync(join(source.dir, 'CHANGELOG.md'));
    await expect(prepared(source, 'stable', { write: true })).rejects.toMatchObject({
      findings: [{ code: 'prepare-not-written', args: { code: 'something that is no file' } }],
    });
    expect(namesIn(source, '.')).toEqual([
      '.changeset',
      '.git',
      'CHANGELOG.md',
      'kernel',
      'package.json',
      'policy.json',
    ]);
  });

  test('is told before, on stderr; in words, the result is the block', async () => {
    const source = withChangesets({ one: changeset('minor', 'A thing') });
    const { io, written } = spokenIo(source);
    expect(await prepare('.', { channel: 'stable', write: true }, io)).toBe(0);
    expect(written.stderr).toBe(
      'writes CHANGELOG.md: the block of 1.3.0\nwrites package.json: /version 1.2.3 -> 1.3.0\nwrites .changeset/one.md: used: removed\n',
    );
    const lines = written.stdout.split('\n');
    expect(lines[0]).toBe('a 1.2.3 -> 1.3.0  stable: minor, from 1 changeset');
    expect(lines).toContain('## 1.3.0');
    expect(lines).toContain('  written  package.json       /version 1.2.3 -> 1.3.0');
  });
});

test.for([
  ['a.tgz', {}, 'coherence-needs-source'],
  ['.', { policy: 'gone.json' }, 'policy-unreadable'],
  ['.', { policy: 'other.json' }, 'policy-for-another-package'],
] as const)('bad input is refused: %s %j', async ([subject, options, code]) => {
  const source = released({ 'a.tgz': 'x', 'other.json': samplePolicy, 'release-policy.json': samplePolicy });
  const { io } = spokenIo(source);
  await expect(prepare(subject, { channel: 'stable', ...options }, io)).rejects.toMatchObject({ findings: [{ code }] });
});
