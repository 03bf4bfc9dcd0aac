import { expect, test, vi } from 'vitest';
import { parseAs } from '../smoke/schema/validate.ts';
import { tgz } from './artifact/tarball-maker.ts';
import { coherence } from './coherence.ts';
import type { ScratchRepository } from './git/scratch-repository.ts';
import * as sameVersions from './versions/same-version.ts';
import { packedSample, samplePolicy, sampleSource, sampleWheel, spokenIo } from './versions/sample-source.ts';

function sample(): ScratchRepository {
  const source = sampleSource();
  source.write({ 'release-policy.json': samplePolicy });
  return source;
}

const offline = { policy: 'release-policy.json', offline: true } as const;

test('says the verdict, and the places in a table below', async () => {
  const source = sample();
  source.write({ 'CHANGELOG.md': '## 1.2.2\n' });
  const { io, written } = spokenIo(source);
  expect(await coherence('.', { ...offline, control: true }, io)).toBe(1);
  const lines = written.stdout.split('\n');
  expect(lines[0]).toMatch(
    /^NOT COHERENT {2}@scope\/sample 1\.2\.3-rc\.0: 1 disagreement; 10 places say 1\.2\.3-rc\.0; each of 12 changes/,
  );
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}agrees +package\.json#\/version +1\.2\.3-rc\.0$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}differs +CHANGELOG\.md:1 +1\.2\.2$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}left out +registry: unused +not asked$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}noticed +sample --version +1\.2\.3-rc\.0 -> 1\.2\.3$/));
  expect(written.stdout).toContain(
    'error version-mismatch: CHANGELOG.md:1: expected 1.2.3-rc.0, as package.json#/version says, found 1.2.2 in CHANGELOG.md:1\n  Next: ',
  );
  expect(written.stderr).toBe('');
});

test('with --json there is one document, checked against its schema', async () => {
  const { io, written } = spokenIo(sample());
  expect(await coherence('.', { ...offline, json: true, control: true }, io)).toBe(0);
  expect(parseAs('coherence', JSON.parse(written.stdout), 'stdout')).toMatchObject({
    verdict: 'passed',
    control: { verdict: 'holds' },
  });
});

test('a control that fails is a failure, and one that cannot be run leaves the whole incomplete', async () => {
  const source = sample();
  const { io, written } = spokenIo(source);
  const blind = vi.spyOn(sameVersions, 'sameAsPython').mockReturnValue(true);
  try {
    expect(await coherence('.', { ...offline, control: true }, io)).toBe(1);
  } finally {
    blind.mockRestore();
  }
  expect(written.stdout).toMatch(/unnoticed +src\/version\.ts:2 .*no disagreement/);
  expect(written.stdout).toMatch(/^NOT COHERENT .*; the negative control failed$/m);
  const without = spokenIo(source, { PATH: '/nowhere' });
  expect(await coherence('.', { ...offline, control: true }, without.io)).toBe(4);
  expect(without.written.stdout).toMatch(/^INCOMPLETE .*; the negative control could not be run$/m);
});

test('the packed bytes are places too, and their installed command is asked', async () => {
  const source = sample();
  const { io, written } = spokenIo(source);
  source.write({ 'out/a b.tgz': tgz(packedSample) });
  const code = await coherence('.', { ...offline, json: true, control: true, tarball: 'out/a b.tgz' }, io);
  const { places, artifact, verdict, control } = parseAs('coherence', JSON.parse(written.stdout), 'stdout');
  expect({ code, verdict }).toEqual({ code: 0, verdict: 'passed' });
  expect(control?.trials.filter(({ kind, noticed }) => kind === 'packed' && noticed)).toHaveLength(4);
  expect(artifact?.integrity).toMatch(/^sha512-/);
  expect(places.filter(({ kind }) => kind === 'packed').map(({ where, state }) => `${where} ${state}`)).toEqual([
    'a b.tgz: package.json#/version agrees',
    'a b.tgz: assets/python/manifest.json#/version agrees',
    `a b.tgz: ${sampleWheel} (its name) agrees`,
    `a b.tgz: ${sampleWheel} (its METADATA) agrees`,
  ]);
  expect(places.find(({ kind }) => kind === 'command')).toMatchObject({ state: 'agrees' });
});

test('packed bytes of another version are a disagreement; that their command cannot be installed, unknown', async () => {
  const source = sample();
  const manifest = {
    name: '@scope/sample',
    version: '1.2.2',
    bin: 'bin.js',
    dependencies: { 'no-such-dependency': '1' },
  };
  source.write({ 'a.tgz': tgz([{ path: 'package/package.json', content: JSON.stringify(manifest) }]) });
  const { io, written } = spokenIo(source);
  expect(await coherence('.', { ...offline, json: true, tarball: 'a.tgz' }, io)).toBe(1);
  const { places, findings } = parseAs('coherence', JSON.parse(written.stdout), 'stdout');
  expect(findings).toMatchObject([
    { code: 'version-mismatch', args: { found: '1.2.2', places: 'a.tgz: package.json#/version' } },
  ]);
  expect(places.find(({ kind }) => kind === 'command')).toMatchObject({
    state: 'unknown',
    note: expect.stringContaining('a.tgz cannot be installed'),
  });
});

test.for([
  ['a.tgz', {}, 'coherence-needs-source'],
  ['.', { tarball: 'bin.js-is-none' }, 'subject-not-found'],
  ['.', { tarball: '.' }, 'coherence-tarball-needed'],
  ['.', { offline: false, registry: 'not a url' }, 'coherence-registry-invalid'],
  ['.', { offline: false, registry: 'file:///etc' }, 'coherence-registry-invalid'],
  ['.', { policy: 'none.json' }, 'policy-unreadable'],
  ['.', { policy: 'other.json' }, 'policy-for-another-package'],
] as const)('bad input is refused before anything is done: %s %j', async ([subject, options, code]) => {
  const source = sample();
  const npm = { ...samplePolicy.npm, packages: ['other'] };
  source.write({ 'a.tgz': 'x', 'other.json': { ...samplePolicy, npm } });
  const { io } = spokenIo(source);
  await expect(coherence(subject, { ...offline, ...options }, io)).rejects.toMatchObject({ findings: [{ code }] });
});
