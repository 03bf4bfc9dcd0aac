import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchRepository } from '../git/scratch-repository.ts';
import { treeHash } from '../run/scratch-run.ts';
import { changeset, config, manifest, namesIn, prepared, read, versionOf, withChangesets } from './released-source.ts';

describe('from changesets', () => {
  test('the next version and its block are proposed, and nothing is written', async () => {
    const source = withChangesets({
      one: changeset('minor', 'A thing\n\nand more of it'),
      two: changeset('patch', 'A fix'),
    });
    const before = treeHash(source.dir);
    expect(await prepared(source, 'stable')).toEqual({
      schemaVersion: 1,
      exitCode: 0,
      state: 'proposed',
      subject: '.',
      package: 'a',
      channel: 'stable',
      current_version: '1.2.3',
      next_version: '1.3.0',
      bump: 'minor',
      proposed_changelog_block:
        '## 1.3.0\n\n### Minor Changes\n\n- A thing\n\n  and more of it\n\n### Patch Changes\n\n- A fix',
      releases: [{ name: 'a', type: 'minor', oldVersion: '1.2.3', newVersion: '1.3.0' }],
      sources: {
        kind: 'changesets',
        changes: [
          { id: 'one', type: 'minor', summary: 'A thing\n\nand more of it' },
          { id: 'two', type: 'patch', summary: 'A fix' },
        ],
      },
      files: [
        { file: 'CHANGELOG.md', change: 'the block of 1.3.0', state: 'would write' },
        { file: 'package.json', change: '/version 1.2.3 -> 1.3.0', state: 'would write' },
        { file: '.changeset/one.md', change: 'used: removed', state: 'would write' },
        { file: '.changeset/two.md', change: 'used: removed', state: 'would write' },
      ],
      findings: [],
    });
    expect((await prepared(source, 'rc')).next_version).toBe('1.3.0-rc.0');
    expect(treeHash(source.dir)).toBe(before);
  });

  test('written: version, changelog below its title, changesets used up; a second time nothing is left', async () => {
    const source = withChangesets({ one: changeset('minor', 'A thing') });
    expect(await prepared(source, 'stable', { write: true })).toMatchObject({ state: 'written' });
    expect(read(source, 'package.json')).toBe(`${JSON.stringify({ ...manifest, version: '1.3.0' }, null, 2)}\n`);
    expect(read(source, 'CHANGELOG.md')).toBe(
      '# Changelog\n\nAll of it.\n\n## 1.3.0\n\n### Minor Changes\n\n- A thing\n\n## 1.2.3\n\n- before\n',
    );
    expect(namesIn(source)).toEqual(['README.md', 'config.json']);
    const after = treeHash(source.dir);
    const again = await prepared(source, 'stable', { write: true });
    expect(again).toMatchObject({
      state: 'already-satisfied',
      next_version: '1.3.0',
      bump: 'minor',
      sources: { kind: 'changelog' },
    });
    expect(again.proposed_changelog_block).toBe('## 1.3.0\n\n### Minor Changes\n\n- A thing');
    expect(treeHash(source.dir)).toBe(after);
  });

  test.for([
    ['3.0.1', ['README.md', 'config.json', 'one.md', 'pre', 'pre.json']],
    ['^2.29.0', ['README.md', 'config.json', 'one.md', 'pre.json']],
  ] as const)('rc, rc again, and stable, as changesets %s keeps its books', async ([range, kept]) => {
    const source = withChangesets(
      { one: changeset('minor', 'A thing') },
      { 'package.json': { ...manifest, devDependencies: { '@changesets/cli': range } } },
    );
    await prepared(source, 'rc', { write: true });
    expect(versionOf(source)).toBe('1.3.0-rc.0');
    expect(await prepared(source, 'rc', { write: true })).toMatchObject({ state: 'already-satisfied' });
    source.commit('the candidate');
    source.git('tag', 'v1.3.0-rc.0');

    source.write({ '.changeset/two.md': changeset('patch', 'A fix') });
    const second = await prepared(source, 'rc', { write: true });
    expect(second).toMatchObject({ next_version: '1.3.0-rc.1', sources: { changes: [{ id: 'two' }] } });
    const books = second.files.map(({ file }) => file).filter((file) => file.startsWith('.changeset'));
    expect(books).toEqual([range === '3.0.1' ? '.changeset/two.md' : '.changeset/pre.json']);
    expect(namesIn(source).filter((name) => name !== 'two.md')).toEqual(
      kept.filter((name) => name !== 'one.md' || range !== '3.0.1'),
    );
    source.commit('the second candidate');
    source.git('tag', 'v1.3.0-rc.1');

    const stable = await prepared(source, 'stable', { write: true });
    expect(stable).toMatchObject({ next_version: '1.3.0', bump: 'minor' });
    expect(stable.proposed_changelog_block).toBe(
      '## 1.3.0\n\n### Minor Changes\n\n- A thing\n\n### Patch Changes\n\n- A fix',
    );
    expect(namesIn(source).filter((name) => name !== 'pre')).toEqual(['README.md', 'config.json']);
    expect(existsSync(join(source.dir, '.changeset/pre')) ? namesIn(source, '.changeset/pre') : []).toEqual([]);
    const headings = read(source, 'CHANGELOG.md').match(/^## .*/gm);
    expect(headings).toEqual(['## 1.3.0', '## 1.3.0-rc.1', '## 1.3.0-rc.0', '## 1.2.3']);
  });

  test('a preparation that was cut short is completed, and not made twice', async () => {
    const source = withChangesets({ one: changeset('minor', 'A thing') });
    const [kept, text] = [join(source.dir, '.changeset/one.md'), changeset('minor', 'A thing')];
    await prepared(source, 'stable', { write: true });
    source.write({ '.changeset/one.md': text });
    expect(await prepared(source, 'stable', { write: true })).toMatchObject({
      state: 'written',
      next_version: '1.3.0',
    });
    expect(existsSync(kept)).toBe(false);
    source.commit('released');
    source.git('tag', 'v1.3.0');
    source.write({ '.changeset/one.md': text });
    expect((await prepared(source, 'stable')).next_version).toBe('1.4.0');
  });

  test('below 1.0.0 a changeset is taken at its word', async () => {
    const source = withChangesets(
      { one: changeset('major', 'Now') },
      { 'package.json': { ...manifest, version: '0.4.0' } },
    );
    expect((await prepared(source, 'stable')).next_version).toBe('1.0.0');
  });

  test('another kind of prerelease stands in the way of rc, and none of stable', async () => {
    const files = {
      '.changeset/pre.json': { mode: 'pre', tag: 'beta' },
      'package.json': { ...manifest, version: '1.3.0-beta.0' },
    };
    const source = withChangesets({ one: changeset('minor', 'A thing') }, files);
    await expect(prepared(source, 'rc')).rejects.toMatchObject({
      findings: [{ code: 'changesets-of-another-prerelease' }],
    });
    expect((await prepared(source, 'stable')).next_version).toBe('1.3.0');
  });

  test.for([
    ['no front matter', { one: 'A thing\n' }],
    ['another kind of change', { one: changeset('huge', 'A thing') }],
    ['a package that there is not', { one: changeset('minor', 'A thing', 'b') }],
  ] as const)('what cannot be used is bad input: %s', async ([, changesets]) => {
    await expect(prepared(withChangesets(changesets), 'stable')).rejects.toMatchObject({
      findings: [{ code: 'changesets-unusable', where: { file: '.changeset' } }],
    });
  });

  test('a pre.json that is none is bad input', async () => {
    const source = withChangesets({ one: changeset('minor', 'x') }, { '.changeset/pre.json': '{"mode": "half"' });
    await expect(prepared(source, 'rc')).rejects.toMatchObject({ findings: [{ code: 'changesets-unusable' }] });
  });

  test('in a workspace what depends on a package comes along, and others are not lost by writing', async () => {
    const source = scratchRepository();
    source.commit('a workspace', {
      'package.json': { name: 'root', private: true, version: '0.0.0', workspaces: ['packages/*'] },
      'package-lock.json': { lockfileVersion: 3, packages: {} },
      '.changeset/config.json': config,
      '.changeset/one.md': changeset('major', 'Everything is new', 'b'),
      'packages/a/package.json': { name: 'a', version: '1.2.3', dependencies: { b: '^2.0.0' } },
      'packages/b/package.json': { name: 'b', version: '2.0.0' },
    });
    const inside = { ...source, dir: join(source.dir, 'packages/a') };
    const report = await prepared(inside, 'stable');
    expect(report).toMatchObject({ next_version: '1.2.4', bump: 'patch', sources: { changes: [] } });
    expect(report.releases.map(({ name, newVersion }) => `${name} ${newVersion}`).sort()).toEqual([
      'a 1.2.4',
      'b 3.0.0',
    ]);
    expect(report.proposed_changelog_block).toBe(
      '## 1.2.4\n\n### Patch Changes\n\n- Updated dependencies\n  - b@3.0.0',
    );
    const before = treeHash(source.dir);
    await expect(prepared(inside, 'stable', { write: true })).rejects.toMatchObject({
      findings: [{ code: 'prepare-releases-others', args: { others: 'b' } }],
    });
    expect(treeHash(source.dir)).toBe(before);
  });
});
