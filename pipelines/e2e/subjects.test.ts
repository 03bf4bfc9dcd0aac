import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitOf, onlyReport, openWorkplace, referencePackage } from './workplace.ts';

test('a tarball and the directory it was packed from are the same bytes and get the same verdict', async () => {
  await using first = await openWorkplace();
  const fromDirectory = await first.shakedown(['verify', referencePackage, '--out', 'out']);
  expect(exitOf(fromDirectory), fromDirectory.stderr).toBe(0);
  const packed = (await readdir(join(first.dir, 'out', 'artifact'))).find((name) => name.endsWith('.tgz')) ?? 'none';

  await using second = await openWorkplace();
  const fromTarball = await second.shakedown(['verify', join(first.dir, 'out', 'artifact', packed)]);
  expect(exitOf(fromTarball), fromTarball.stderr).toBe(0);

  const [a, b] = [await onlyReport(first), await onlyReport(second)];
  expect(b.artifact?.sha256).toBe(a.artifact?.sha256);
  expect(b.smokes.map(({ name, outcome }) => `${name}: ${outcome}`).sort()).toEqual(
    a.smokes.map(({ name, outcome }) => `${name}: ${outcome}`).sort(),
  );
  // A pass leaves nothing: no sandbox, nothing in HOME but the record that the run was made.
  for (const place of [first, second]) {
    expect(await readdir(place.tmp)).toEqual([]);
    expect(await readdir(place.home)).toEqual(['.local']);
  }
});
