import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installReference, runSmokes } from './installed-package.ts';

test('the reference package passes every smoke of its contract that applies to it', async () => {
  await using place = await installReference();
  const { results } = await runSmokes('ktx', place);
  const others = results.filter(({ outcome }) => outcome !== 'passed');
  expect(others.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['status > the checks are told, and say how to mend what fails', 'not-applicable'],
  ]);
  expect(results.length).toBeGreaterThan(20);
});

test('a command that prints another version fails the smoke about the version, and no other', async () => {
  await using place = await installReference(async (source) => {
    const cli = join(source, 'dist', 'cli.js');
    const text = await readFile(cli, 'utf8');
    expect(text).toContain('packageInfo.version');
    await writeFile(cli, text.replaceAll('packageInfo.version', "'9.9.9'"));
  });
  const { results } = await runSmokes('ktx', { ...place, only: 'install >' });
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ name }) => name)).toEqual([
    'install > --version names the package and the version that were installed',
  ]);
  expect(failed[0]?.errors?.[0]?.diff?.split('\n')).toEqual(
    expect.arrayContaining(['-   "version": "0.1.0",', '+   "version": "9.9.9",']),
  );
});
