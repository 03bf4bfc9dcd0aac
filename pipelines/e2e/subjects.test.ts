import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tgz } from '../artifact/tarball-maker.ts';
import { exitOf, onlyReport, openWorkplace, referencePackage } from './workplace.ts';

test('a tarball and the directory it was packed from are the same bytes and get the same verdict', async () => {
  await using first = await openWorkplace();
  const fromDirectory = await first.shakedown(['verify', referencePackage, '--out', 'out']);
  expect(exitOf(fromDirectory), fromDirectory.stderr).toBe(0);
  const packed = (await readdir(join(first.dir, 'out', 'artifact'))).find((name) => name.endsWith('.tgz')) ?? 'none';

  await using second = await openWorkplace();
  const manifest = JSON.stringify({ name: '@kaelio/ktx', version: '0.0.9', license: 'Apache-2.0' });
  const earlier = tgz(['package.json', 'gone.js'].map((name) => ({ path: `package/${name}`, content: manifest })));
  await writeFile(join(second.dir, 'earlier.tgz'), earlier);
  const fromTarball = await second.shakedown([
    'verify',
    join(first.dir, 'out', 'artifact', packed),
    '--against',
    './earlier.tgz',
  ]);
  expect(exitOf(fromTarball), fromTarball.stderr).toBe(0);

  const [a, b] = [await onlyReport(first), await onlyReport(second)];
  expect(b.artifact?.sha256).toBe(a.artifact?.sha256);
  expect(b.smokes.map(({ name, outcome }) => `${name}: ${outcome}`).sort()).toEqual(
    a.smokes.map(({ name, outcome }) => `${name}: ${outcome}`).sort(),
  );
  // What changed since the earlier version is on record, and the rules about it were asked.
  expect(b).toMatchObject({
    previous: { spec: './earlier.tgz', version: '0.0.9' },
    comparison: { from: '0.0.9', to: '0.1.0', step: 'minor', files: { removed: [{ path: 'gone.js' }] } },
  });
  const against = b.findings.map(({ code }) => code).filter((code) => code.startsWith('against-'));
  expect(against).toContain('against-file-removed');
  expect(a.comparison).toBeUndefined();
  // A pass leaves nothing: no sandbox, nothing in HOME but the record that the run was made.
  for (const place of [first, second]) {
    expect(await readdir(place.tmp)).toEqual([]);
    expect(await readdir(place.home)).toEqual(['.local']);
  }
});
