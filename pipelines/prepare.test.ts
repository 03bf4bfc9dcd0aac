import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Preparation } from '../schemas/types.ts';
import { parseAs } from '../smoke/schema/validate.ts';
import { coherence } from './coherence.ts';
import { type ScratchRepository, scratchDirectory, scratchRepository, shallowClone } from './git/scratch-repository.ts';
import { type PrepareOptions, prepare } from './prepare.ts';
import { treeHash } from './run/scratch-run.ts';
import { samplePolicy, sampleSource, spokenIo } from './versions/sample-source.ts';

const config = { baseBranch: 'nowhere', changelog: '@changesets/cli/changelog', access: 'public' };
const changeset = (type: string, summary: string, name = 'a') => `---\n"${name}": ${type}\n---\n\n${summary}\n`;
const manifest = { name: 'a', version: '1.2.3', type: 'module' };
const changelog = '# Changelog\n\nAll of it.\n\n## 1.2.3\n\n- before\n';

/** Released as v1.2.3. */
function released(files: Record<string, unknown> = {}): ScratchRepository {
  const source = scratchRepository();
  source.commit('feat: before', { 'package.json': manifest, 'CHANGELOG.md': changelog, ...files });
  source.git('tag', 'v1.2.3');
  return source;
}

const withChangesets = (changesets: Record<string, string>, files: Record<string, unknown> = {}): ScratchRepository =>
  released({
    '.changeset/config.json': config,
    '.changeset/README.md': '# Changesets\n',
    ...Object.fromEntries(Object.entries(changesets).map(([id, text]) => [`.changeset/${id}.md`, text])),
    ...files,
  });

async function prepared(
  source: ScratchRepository,
  channel: PrepareOptions['channel'],
  options: Partial<PrepareOptions> = {},
): Promise<Preparation> {
  const { io, written } = spokenIo(source);
  expect(await prepare('.', { channel, json: true, ...options }, io)).toBe(0);
  return parseAs('preparation', JSON.parse(written.stdout), 'stdout');
}

const read = (source: ScratchRepository, file: string): string => readFileSync(join(source.dir, file), 'utf8');
const versionOf = (source: ScratchRepository): string => JSON.parse(read(source, 'package.json')).version;
const namesIn = (source: ScratchRepository, dir = '.changeset'): string[] => readdirSync(join(source.dir, dir)).sort();

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

  test('text of others acts on nothing: not on a terminal, not on the headings', async () => {
    const source = released();
    source.commit('feat: \u001b[31mred\u0007\n\n## 9.9.9');
    const { proposed_changelog_block: block } = await prepared(source, 'stable');
    expect(block).toContain('- red\\x07 (');
    expect(block).not.toContain('9.9.9');
  });
});

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
