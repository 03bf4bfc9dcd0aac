import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readViews } from './view.ts';

/** What an npm of this major really printed on stdout. */
const printed = (what: string): string => readFileSync(join(import.meta.dirname, 'samples', `${what}.txt`), 'utf8');

describe.for([10, 11, 12])('npm %i', (major) => {
  test('one version is one, with what it runs on and what in it is the command', () => {
    expect(readViews(printed(`view-one-${major}`))).toEqual([
      {
        name: '@yarnpkg/cli-dist',
        version: '4.18.1',
        engines: { node: '>=18.12.0' },
        bin: { yarn: 'bin/yarn.js', yarnpkg: 'bin/yarn.js' },
        'dist.integrity': expect.stringMatching(/^sha512-EH\+A4TxA/),
      },
    ]);
  });

  test('several versions of a range are all of them', () => {
    expect(readViews(printed(`view-several-${major}`))?.map(({ version }) => version)).toEqual(['12.1.0', '12.2.0']);
  });

  test.for(['view-no-version', 'view-no-package'])('%s describes none', (what) => {
    expect(readViews(printed(`${what}-${major}`))).toBeUndefined();
  });
});

test('what is no JSON, nothing, or published without an integrity describes no version', () => {
  for (const stdout of ['', '<html>', '[]', '{"name":"x","version":"1.0.0"}'])
    expect(readViews(stdout)).toBeUndefined();
});
