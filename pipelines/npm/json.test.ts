import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readNpmError, readPacked } from './json.ts';

/** What an npm of this major really printed on stdout. */
const printed = (what: string): string => readFileSync(join(import.meta.dirname, 'samples', `${what}.txt`), 'utf8');

describe.for([10, 11, 12])('npm %i', (major) => {
  test.for(['pack', 'pack-noisy', 'publish'])('%s: the package is described', (what) => {
    const packed = readPacked(printed(`${what}-${major}`));
    expect(packed).toMatchObject({
      name: '@scope/sample',
      filename: expect.stringMatching(/^scope-sample-1\.2\.3.*\.tgz$/),
      files: expect.arrayContaining([{ path: 'dist/bin.js', size: 35, mode: 0o644 }]),
    });
    expect(readNpmError(printed(`${what}-${major}`))).toBeUndefined();
  });

  test.for([
    ['pack-not-found', 'E404', 'Not Found'],
    ['publish-conflict', 'E409', '409 Conflict'],
    ['publish-private', 'EPRIVATE', 'marked as private'],
    ['pack-script-fails', 3, 'command failed'],
    ['pack-script-fails-noisy', 3, 'command failed'],
  ] as const)('%s: the error has its code', ([what, code, words]) => {
    const stdout = printed(`${what}-${major}`);
    expect(readNpmError(stdout)).toMatchObject({ code, summary: expect.stringContaining(words) });
    expect(readPacked(stdout)).toBeUndefined();
  });
});

test.for([11, 12])('npm %i refuses a prerelease without a tag, and gives no code', (major) => {
  const error = readNpmError(printed(`publish-no-tag-${major}`));
  expect(error?.code).toBeUndefined();
  expect(error?.summary).toContain('--tag');
});

test.for([11, 12])('npm %i: two packages at once are not one', (major) => {
  expect(readPacked(printed(`pack-workspaces-${major}`))).toBeUndefined();
});

test('a package may be called error', () => {
  const [item] = JSON.parse(printed('pack-11'));
  const stdout = JSON.stringify({ error: { ...item, id: 'error@1.0.0', name: 'error' } });
  expect(readPacked(stdout)?.name).toBe('error');
  expect(readNpmError(stdout)).toBeUndefined();
});

test.for(['', 'npm was here', '[]', '{}', 'null', '"x"', '[prepare] {"a": 1}', '[1]', '{"error": "no"}', '{"a": {}}'])(
  'output without a description is nothing: %s',
  (stdout) => {
    expect(readPacked(stdout)).toBeUndefined();
    expect(readNpmError(stdout)).toBeUndefined();
  },
);

test('a file name that leaves the directory is not believed', () => {
  const [item] = JSON.parse(printed('pack-11'));
  expect(readPacked(JSON.stringify([{ ...item, filename: '../../x.tgz' }]))).toBeUndefined();
});

test('a script that prints JSON of its own does not hide the description', () => {
  expect(readPacked(`{"built": true}\n[1, 2]\n[\n  "open\n${printed('pack-12')}`)?.name).toBe('@scope/sample');
});
