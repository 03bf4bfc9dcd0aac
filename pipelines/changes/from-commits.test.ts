import { describe, expect, test } from 'vitest';
import { scratchDirectory, scratchRepository, shallowClone } from '../git/scratch-repository.ts';
import { changeset, manifest, prepared, read, released, withChangesets } from './released-source.ts';

describe('from commits', () => {
  test('where there are no changesets, with what each commit says of its kind', async () => {
    const source = released();
    source.commit('fix(cli): a fix');
    source.commit('feat: a thing');
    source.commit('Just a commit');
    const report = await prepared(source, 'stable');
    const [plain, feature, fix] = report.sources.changes.map(({ id }) => id.slice(0, 7));
    expect(report).toMatchObject({
      next_version: '1.3.0',
      bump: 'minor',
      sources: { kind: 'commits', since: { tag: 'v1.2.3' } },
      releases: [{ name: 'a', type: 'minor', oldVersion: '1.2.3', newVersion: '1.3.0' }],
    });
    expect(report.proposed_changelog_block).toBe(
      `## 1.3.0\n\n### Features\n\n- a thing (${feature})\n\n### Fixes\n\n- **cli:** a fix (${fix})\n\n### Other Changes\n\n- Just a commit (${plain})`,
    );
  });

  test('what somebody has written into the changelog for the next version stays as it is', async () => {
    const source = released();
    source.commit('feat: a thing', { 'CHANGELOG.md': '# Changelog\n\n## 1.3.0\n\n- by hand\n\n## 1.2.3\n' });
    const report = await prepared(source, 'stable', { write: true });
    expect(report.proposed_changelog_block).toBe('## 1.3.0\n\n- by hand');
    expect(report.files.map(({ file, state }) => `${file} ${state}`)).toEqual([
      'CHANGELOG.md already satisfied',
      'package.json written',
    ]);
  });

  test('a breaking commit is a major release, below 1.0.0 a minor one; plain commits are a patch', async () => {
    const source = released();
    source.commit('Just a commit');
    expect((await prepared(source, 'stable')).next_version).toBe('1.2.4');
    source.commit('feat!: a thing\n\nBREAKING CHANGE: not as before');
    const report = await prepared(source, 'stable');
    expect(report).toMatchObject({ next_version: '2.0.0', bump: 'major' });
    expect(report.proposed_changelog_block).toContain('### Breaking Changes\n\n- a thing (');
    expect(report.proposed_changelog_block).toContain('\n  not as before');
    const young = scratchRepository();
    young.commit('first', { 'package.json': { ...manifest, version: '0.4.2' } });
    young.git('tag', 'v0.4.2');
    young.commit('feat!: a thing');
    expect(await prepared(young, 'stable')).toMatchObject({ next_version: '0.5.0', bump: 'minor' });
  });

  test('rc, rc again, and stable', async () => {
    const source = released();
    source.commit('feat: a thing');
    expect(await prepared(source, 'rc', { write: true })).toMatchObject({
      state: 'written',
      next_version: '1.3.0-rc.0',
    });
    expect(await prepared(source, 'rc', { write: true })).toMatchObject({ state: 'already-satisfied' });
    source.commit('1.3.0-rc.0');
    expect(await prepared(source, 'rc')).toMatchObject({ state: 'already-satisfied', next_version: '1.3.0-rc.0' });
    source.git('tag', 'v1.3.0-rc.0');
    await expect(prepared(source, 'rc')).rejects.toMatchObject({ findings: [{ code: 'nothing-to-release' }] });
    source.commit('fix: a fix');
    const second = await prepared(source, 'rc', { write: true });
    expect(second).toMatchObject({ next_version: '1.3.0-rc.1', sources: { since: { tag: 'v1.3.0-rc.0' } } });
    expect(second.proposed_changelog_block).not.toContain('a thing');
    source.commit('1.3.0-rc.1');
    source.git('tag', 'v1.3.0-rc.1');
    const stable = await prepared(source, 'stable');
    expect(stable).toMatchObject({ next_version: '1.3.0', sources: { since: { tag: 'v1.2.3' } } });
    expect(stable.proposed_changelog_block).toContain('a thing');
  });

  test('without any release before, what package.json says is the first one', async () => {
    const source = scratchRepository();
    source.commit('feat: first', { 'package.json': { ...manifest, version: '0.1.0' } });
    const report = await prepared(source, 'stable');
    expect(report).toMatchObject({
      next_version: '0.1.0',
      findings: [{ code: 'changes-without-release-tag', severity: 'info', args: { count: 1 } }],
    });
    expect(report.files).toMatchObject([
      { file: 'CHANGELOG.md', state: 'would write' },
      { state: 'already satisfied' },
    ]);
    await prepared(source, 'stable', { write: true });
    expect(read(source, 'CHANGELOG.md')).toMatch(/^# Changelog\n\n## 0\.1\.0\n\n### Features\n\n- first \(\w{7}\)\n$/);
  });

  test('nothing since the last release, no repository, a shallow clone: each with the next step', async () => {
    const source = released();
    await expect(prepared(source, 'stable')).rejects.toMatchObject({
      name: 'StageFailure',
      findings: [{ code: 'nothing-to-release', message: 'a: expected changes since v1.2.3, found none' }],
    });
    source.commit('feat: a thing');
    await expect(prepared(shallowClone(source), 'stable')).rejects.toMatchObject({
      findings: [
        { code: 'changes-shallow-clone', remediation: expect.stringContaining('git fetch --unshallow --tags') },
      ],
    });
    const outside = scratchDirectory();
    outside.write({ 'package.json': manifest });
    await expect(prepared(outside, 'stable')).rejects.toMatchObject({
      name: 'InputError',
      findings: [{ code: 'changes-unknown' }],
    });
  });

  test('a version that another branch has released is not proposed, from commits or changesets', async () => {
    for (const source of [released(), withChangesets({ one: changeset('patch', 'A fix.') })]) {
      source.git('switch', '-q', '-c', 'hotfix');
      source.commit('fix: now');
      source.git('tag', 'v1.2.4');
      source.git('switch', '-q', 'main');
      source.commit('fix: a thing');
      await expect(prepared(source, 'stable')).rejects.toMatchObject({
        name: 'StageFailure',
        findings: [{ code: 'prepare-version-tagged', args: { version: '1.2.4', tag: 'v1.2.4' } }],
      });
    }
  });

  test('text of others acts on nothing: not on a terminal, not on the headings', async () => {
    const source = released();
    source.commit('feat: \u001b[31mred\u0007\n\n## 9.9.9');
    const { proposed_changelog_block: block } = await prepared(source, 'stable');
    expect(block).toContain('- red\\x07 (');
    expect(block).not.toContain('9.9.9');
  });
});
