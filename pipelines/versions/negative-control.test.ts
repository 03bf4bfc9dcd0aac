import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { tgz } from '../artifact/tarball-maker.ts';
import { finding } from '../findings/finding.ts';
import { type ScratchRepository, scratchDirectory } from '../git/scratch-repository.ts';
import { treeHash } from '../run/scratch-run.ts';
import * as comparison from './check-coherence.ts';
import { negativeControl } from './negative-control.ts';
import * as packed from './packed-places.ts';
import * as sameVersions from './same-version.ts';
import {
  loaded,
  packedSample,
  sampleFiles,
  samplePolicy,
  sampleSource,
  sampleVersion,
  sampleWheel,
  spokenIo,
  subjectIn,
} from './sample-source.ts';

async function controlOf(source: ScratchRepository, env: NodeJS.ProcessEnv = {}) {
  return await negativeControl({ subject: await subjectIn(source), policy: loaded() }, spokenIo(source, env).io);
}

test('each place is changed in turn, and each change is noticed; source and temporary directory stay as they were', async () => {
  const source = sampleSource();
  symlinkSync(join(source.dir, 'CHANGELOG.md'), join(source.dir, 'link.md'));
  source.commit('with a link');
  const tmp = join(source.dir, '..', 'tmp');
  source.write({ '../tmp/keep': '' });
  const before = treeHash(source.dir);
  const control = await controlOf(source, { TMPDIR: tmp });
  expect(control).toMatchObject({ verdict: 'holds', findings: [] });
  expect(control.trials.map(({ where, from, to }) => [where, from, to])).toEqual([
    ['package.json#/version', sampleVersion, '1.2.3'],
    ['package-lock.json#/version', sampleVersion, '1.2.3'],
    ['package-lock.json#/packages//version', sampleVersion, '1.2.3'],
    ['CHANGELOG.md:5', sampleVersion, '1.2.3'],
    ['tag at HEAD', sampleVersion, '1.2.3'],
    ['assets/python/manifest.json#/version', '1.2.3rc0', '1.2.3'],
    [`${sampleWheel} (its name)`, '1.2.3rc0', '1.2.3'],
    [`${sampleWheel} (its METADATA)`, '1.2.3rc0', '1.2.3'],
    ['sample --version', sampleVersion, '1.2.3'],
    ['release-policy.json#/publishedPackageSmoke/version', sampleVersion, '1.2.3'],
    ['src/version.ts:2', sampleVersion, '1.2.3'],
    ['config.json#/app~1x/version', 'v1.2.3-rc.0', '1.2.3'],
  ]);
  for (const { noticed, saw, to } of control.trials) {
    expect(noticed).toBe(true);
    expect(saw).toContain(to);
    expect(saw).toMatch(/1\.2\.3-rc\.0/);
  }
  expect(treeHash(source.dir)).toBe(before);
  expect(readdirSync(tmp)).toEqual(['keep']);
});

test('a comparison that notices nothing is found out, place by place', async () => {
  const source = sampleSource();
  const blind = vi.spyOn(sameVersions, 'sameAsPython').mockReturnValue(true);
  try {
    const { verdict, findings } = await controlOf(source);
    expect(verdict).toBe('failed');
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0]).toMatchObject({ code: 'negative-control-failed', args: { saw: 'no disagreement' } });
  } finally {
    blind.mockRestore();
  }
});

describe('packed bytes', () => {
  async function packedControl() {
    const source = sampleSource();
    const file = join(source.dir, '..', 'sample-1.2.3-rc.0.tgz');
    writeFileSync(file, tgz(packedSample));
    const before = readFileSync(file);
    const subject = await subjectIn(source);
    const tarball = { file, integrity: 'sha512-x' };
    const control = await negativeControl({ subject, policy: loaded(), tarball }, spokenIo(source).io);
    expect(readFileSync(file)).toEqual(before);
    return { ...control, trials: control.trials.filter(({ kind }) => kind === 'packed') };
  }

  test('are changed too, each place in turn, and each change is noticed', async () => {
    const { verdict, trials } = await packedControl();
    expect(verdict).toBe('holds');
    expect(trials.map(({ where, from, to, noticed }) => [where, from, to, noticed])).toEqual([
      ['sample-1.2.3-rc.0.tgz: package.json#/version', sampleVersion, '1.2.3', true],
      ['sample-1.2.3-rc.0.tgz: assets/python/manifest.json#/version', '1.2.3rc0', '1.2.3', true],
      [`sample-1.2.3-rc.0.tgz: ${sampleWheel} (its name)`, '1.2.3rc0', '1.2.3', true],
      [`sample-1.2.3-rc.0.tgz: ${sampleWheel} (its METADATA)`, '1.2.3rc0', '1.2.3', true],
    ]);
  });

  test('that a comparison does not look at are found out', async () => {
    const blind = vi.spyOn(packed, 'packedPlaces').mockResolvedValue([]);
    try {
      const { verdict, findings } = await packedControl();
      expect(verdict).toBe('failed');
      expect(findings.map(({ code, args }) => [code, args.saw])).toEqual(
        Array.from({ length: 4 }, () => ['negative-control-failed', 'no disagreement']),
      );
    } finally {
      blind.mockRestore();
    }
  });
});

describe('a comparison that notices something else is found out', () => {
  const right = {
    places: 'CHANGELOG.md:5, package-lock.json#/version',
    found: '1.2.3',
    expectedAt: 'package.json#/version',
    expected: sampleVersion,
  };
  test.each([
    ['in another place', { ...right, places: 'elsewhere.json#/version' }],
    ['of another value', { ...right, found: '9.9.9' }],
    ['against another value', { ...right, expected: '9.9.9' }],
  ])('%s', async (_, args) => {
    const findings = [finding('version-mismatch', args)];
    const wrong = vi.spyOn(comparison, 'comparePlaces').mockResolvedValue({ places: [], findings });
    try {
      const { verdict, trials } = await controlOf(sampleSource());
      expect([verdict, trials.filter(({ noticed }) => noticed)]).toEqual(['failed', []]);
    } finally {
      wrong.mockRestore();
    }
  });
});

test('a lockfile above the package is not changed: it is not in the copy', async () => {
  const outer = sampleSource();
  const files = Object.entries(sampleFiles).filter(([file]) => file !== 'package-lock.json');
  outer.commit('a workspace', {
    ...Object.fromEntries(files.map(([file, content]) => [`packages/a/${file}`, content])),
    'package-lock.json': { lockfileVersion: 3, packages: { '': {}, 'packages/a': { version: sampleVersion } } },
  });
  const { verdict, trials } = await controlOf({ ...outer, dir: join(outer.dir, 'packages/a') });
  expect(verdict).toBe('holds');
  expect(trials.filter(({ kind }) => kind === 'lockfile')).toEqual([]);
});

test('disagreements that are there already do not count for the change', async () => {
  const source = sampleSource();
  source.write({ 'CHANGELOG.md': '## 1.0.0\n' });
  expect(await controlOf(source)).toMatchObject({ verdict: 'holds' });
});

test('what git does not track is copied where it states the version', async () => {
  const source = sampleSource();
  source.commit('not the built ones', { '.gitignore': 'assets\nbin.js\n' });
  source.git('rm', '-q', '-r', '--cached', 'assets', 'bin.js');
  const { verdict, trials } = await controlOf(source);
  expect(verdict).toBe('holds');
  expect(trials).toHaveLength(12);
});

test('a command that is not built yet, and a package outside of every repository, are tried too', async () => {
  const outside = scratchDirectory();
  outside.write(sampleFiles);
  rmSync(join(outside.dir, 'bin.js'));
  const { verdict, trials } = await controlOf(outside);
  expect(verdict).toBe('holds');
  expect(trials.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['tag', 'command']));
});

test('a package deep in a repository is copied as deep', async () => {
  const outer = sampleSource();
  outer.commit(
    'more',
    Object.fromEntries(Object.entries(sampleFiles).map(([file, content]) => [`packages/[a]/${file}`, content])),
  );
  const inner = { ...outer, dir: join(outer.dir, 'packages/[a]') };
  expect(await controlOf(inner)).toMatchObject({ verdict: 'holds' });
});

test('without git the control is missing, and says so', async () => {
  const { verdict, findings } = await controlOf(sampleSource(), { PATH: '/nowhere' });
  expect({ verdict, findings }).toMatchObject({
    verdict: 'missing',
    findings: [{ code: 'negative-control-impossible' }],
  });
});

test('an interruption ends it', async () => {
  const source = sampleSource();
  const reason = new Error('interrupted');
  const { io } = spokenIo(source);
  const request = { subject: await subjectIn(source), policy: loaded(samplePolicy) };
  await expect(negativeControl(request, { ...io, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
