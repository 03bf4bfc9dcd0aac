import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { zip } from '../artifact/wheel/wheel-maker.ts';
import { scratchDirectory, shallowClone } from '../git/scratch-repository.ts';
import { checkCoherence } from './check-coherence.ts';
import { coherenceOf, fromSource, json, statesOf } from './sample-coherence.ts';
import {
  loaded,
  sampleFiles,
  samplePolicy,
  sampleSource,
  sampleVersion,
  sampleWheel,
  spokenIo,
  subjectIn,
  wheelManifest,
  wheelSaying,
} from './sample-source.ts';

test('the tag of this version at HEAD agrees; by the template of the policy', async () => {
  const source = sampleSource();
  source.git('tag', `v${sampleVersion}`);
  expect(statesOf(await coherenceOf(source))).toContain('tag agrees');
  const policy = { ...samplePolicy, release: { tag: 'sample@{version}' } };
  expect(statesOf(await coherenceOf(source, { policy }))).toContain('tag not-applicable');
  source.git('tag', `sample@${sampleVersion}`);
  expect(statesOf(await coherenceOf(source, { policy }))).toContain('tag agrees');
});

test('the tag of another version at HEAD is a disagreement, beside the right one too', async () => {
  const source = sampleSource();
  source.git('tag', 'v1.2.2');
  const other = [{ code: 'version-mismatch', args: { places: 'tag v1.2.2 at HEAD', found: '1.2.2' } }];
  expect((await coherenceOf(source)).findings).toMatchObject(other);
  source.git('tag', `v${sampleVersion}`);
  expect((await coherenceOf(source)).findings).toMatchObject(other);
});

test('the tag of this version at another commit is a disagreement', async () => {
  const source = sampleSource();
  source.git('tag', `v${sampleVersion}`);
  const tagged = source.git('rev-parse', 'HEAD');
  const head = source.commit('second');
  const { findings } = await coherenceOf(source);
  expect(findings).toMatchObject([
    { code: 'version-tag-elsewhere', args: { head: head.slice(0, 12), found: tagged.slice(0, 12) } },
  ]);
  expect(findings[0]?.message).toContain(`v${sampleVersion}`);
});

test('without a repository there is no tag; a shallow clone without tags does not know', async () => {
  const outside = scratchDirectory();
  outside.write(sampleFiles);
  expect(await coherenceOf(outside)).toMatchObject({ verdict: 'passed' });
  const source = sampleSource();
  source.commit('second');
  const clone = shallowClone(source);
  const report = await coherenceOf(clone);
  expect(report).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
  expect(report.places.find(({ kind }) => kind === 'tag')).toMatchObject({
    state: 'unknown',
    note: expect.stringContaining('git fetch --unshallow --tags'),
  });
});

test('what is not built yet is unknown, and that is no pass', async () => {
  const source = sampleSource();
  for (const file of ['bin.js', sampleWheel]) rmSync(join(source.dir, file));
  const { verdict, exitCode, places, line } = await coherenceOf(source, fromSource);
  expect({ verdict, exitCode }).toEqual({ verdict: 'incomplete', exitCode: 4 });
  expect(line).toContain('2 could not be asked');
  expect(places.filter(({ state }) => state === 'unknown')).toMatchObject([
    { kind: 'wheel', note: 'it is not there: build it first' },
    { kind: 'command', note: 'bin.js is not there: build it first' },
  ]);
});

test.for([
  ['fails', 'process.exitCode = 3;', 'exit 3'],
  [
    'leaves a process behind',
    `import { spawn } from 'node:child_process';
    spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).unref();
    console.log('${sampleVersion}');`,
    'sleep',
  ],
] as const)('a command that %s says nothing', async ([, script, reason]) => {
  const source = sampleSource();
  source.write({ 'bin.js': `#!/usr/bin/env node\n${script}\n` });
  const report = await coherenceOf(source, fromSource);
  expect(report.verdict).toBe('incomplete');
  expect(report.places.find(({ kind }) => kind === 'command')?.note).toContain(reason);
});

test('a command is asked in a sandbox: nothing of the host reaches it', async () => {
  const source = sampleSource();
  source.write({
    'bin.js': '#!/usr/bin/env node\nconsole.log(process.env.HOME.slice(-40), process.cwd().slice(-40));\n',
  });
  const says = (await coherenceOf(source, fromSource)).places.find(({ kind }) => kind === 'command')?.says ?? '';
  const [home = '', cwd = ''] = says.split(' ');
  expect(home).toMatch(/\/boxes\/version-\w+\/home$/);
  expect(cwd).toMatch(/\/boxes\/version-\w+\/work$/);
});

test('a command may be a script of another kind, and one that nobody has made executable', async () => {
  const source = sampleSource();
  source.write({ 'bin.js': `#!/bin/sh\necho ${sampleVersion}\n` });
  expect((await coherenceOf(source, fromSource)).places.find(({ kind }) => kind === 'command')?.note).toContain(
    'EACCES',
  );
  source.write({ 'bin.js': `console.log('v${sampleVersion}');\n` });
  expect(statesOf(await coherenceOf(source, fromSource))).toContain('command agrees');
});

test('what a run has heard the command say counts as its word', async () => {
  const command = { from: 'run', runId: 'r1', says: '1.2.2' } as const;
  const { findings } = await coherenceOf(sampleSource(), { command });
  expect(findings).toMatchObject([{ args: { places: 'sample --version in run r1', found: '1.2.2' } }]);
});

test('of several commands the one with the name of the package is asked; without any, nobody', async () => {
  const source = sampleSource();
  source.write(json('package.json', (file) => ({ ...file, bin: { other: './other.js', sample: './bin.js' } })));
  expect(statesOf(await coherenceOf(source, fromSource))).toContain('command agrees');
  source.write(json('package.json', ({ name, version }) => ({ name, version })));
  expect(statesOf(await coherenceOf(source, fromSource))).toContain('command not-applicable');
});

test.for([
  ['there is no such file', { file: 'gone.txt', pattern: '(x)' }],
  ['nothing matches', { file: 'src/version.ts', pattern: 'no (such) thing' }],
  ['its group matches nothing', { file: 'src/version.ts', pattern: 'export( default)?' }],
  ['there is none', { file: 'config.json', pointer: '/nothing' }],
  ['there is none', { file: 'config.json', pointer: '/app~1x' }],
  ['it is not JSON', { file: 'src/version.ts', pointer: '/version' }],
  ['it is not a file', { file: 'src', pattern: '(x)' }],
] as const)('a place of the policy that states nothing is a disagreement: %s', async ([reason, place]) => {
  const { verdict, findings } = await coherenceOf(sampleSource(), { policy: { ...samplePolicy, versions: [place] } });
  expect(verdict).toBe('failed');
  expect(findings).toMatchObject([{ code: 'version-place-missing', where: { file: place.file } }]);
  expect(findings[0]?.message).toContain(reason);
});

test.for([
  ['../elsewhere.json', '(x)', '/versions/0/file'],
  ['/etc/passwd', '(x)', '/versions/0/file'],
  ['src/version.ts', '(x', '/versions/0/pattern'],
  ['src/version.ts', 'x', '/versions/0/pattern'],
  ['src/version.ts', '(x)|(y)', '/versions/0/pattern'],
] as const)('a place that cannot be one is bad input: %s %s', async ([file, pattern, pointer]) => {
  const asked = coherenceOf(sampleSource(), { policy: { ...samplePolicy, versions: [{ file, pattern }] } });
  await expect(asked).rejects.toMatchObject({
    findings: [{ code: 'version-place-invalid', where: { file: 'release-policy.json', pointer } }],
  });
});

test('a wheel manifest that is none, or leads elsewhere, is told; other manifests are nobody’s business', async () => {
  const source = sampleSource();
  source.write({
    'web/manifest.json': { version: '9' },
    'broken/manifest.json': '{',
    'assets/python/manifest.json': { wheel: 1 },
  });
  const { findings } = await coherenceOf(source);
  const told = findings.map(({ code, where }) => `${code} ${where.file}`);
  expect([...new Set(told)]).toEqual(['wheel-manifest-unfit assets/python/manifest.json']);
  source.write({ 'assets/python/manifest.json': wheelManifest('1.2.3rc0', '../../../x-1.2.2-py3-none-any.whl') });
  expect((await coherenceOf(source)).places.find(({ state }) => state === 'unknown')?.note).toContain('outside');
});

test.for([
  ['it is no sound wheel', Buffer.from('PK')],
  ['it is no sound wheel', wheelSaying('1.2.3rc0').subarray(0, 60)],
  ['it is no sound wheel', zip([{ name: 'x.dist-info/METADATA', content: 'Version: 1.2.3rc0', crc: 1 }])],
  ['its METADATA has 5000000 bytes', zip([{ name: 'x.dist-info/METADATA', content: ' '.repeat(5_000_000) }])],
  ['it has no METADATA', zip([{ name: 'sample.py', content: '' }])],
  ['its METADATA has no version', zip([{ name: 'x.dist-info/METADATA', content: 'Name: x\n\nVersion: 9\n' }])],
] as const)('a wheel that does not tell its version is unknown: %s', async ([note, bytes]) => {
  const source = sampleSource();
  source.write({ [sampleWheel]: bytes });
  const unknown = (await coherenceOf(source)).places.filter(({ state }) => state === 'unknown');
  expect(unknown).toMatchObject([{ kind: 'wheel', note: expect.stringContaining(note) }]);
});

test('every match of a pattern is a place: one that was forgotten is told', async () => {
  const source = sampleSource();
  source.write({ 'docs.md': `Install 1.2.3-rc.0.\n\nOr: Install 1.2.2.\n` });
  const versions = [{ file: 'docs.md', pattern: 'Install ([\\d.rc-]+)\\.$' }];
  const { findings } = await coherenceOf(source, { policy: { ...samplePolicy, versions } });
  expect(findings).toMatchObject([{ code: 'version-mismatch', args: { places: 'docs.md:3', found: '1.2.2' } }]);
});

test('nothing is left behind in the temporary directory', async () => {
  const source = sampleSource();
  const tmp = join(source.dir, '..', 'tmp');
  source.write({ '../tmp/keep': '' });
  const subject = await subjectIn(source);
  const request = { subject, policy: loaded(), command: { from: 'source' }, registry: 'left-out' } as const;
  await checkCoherence(request, spokenIo(source, { TMPDIR: tmp }).io);
  expect(readdirSync(tmp)).toEqual(['keep']);
});
