import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InputError } from '../../findings/errors.ts';
import { finding } from '../../findings/finding.ts';
import * as packing from '../pack.ts';
import { type MadeEntry, tgz } from '../tarball-maker.ts';
import { entriesOf, soundSample } from './sample.ts';
import { tryCase } from './try-case.ts';

vi.mock(import('../pack.ts'), { spy: true });

let root: string;
const never = new AbortController().signal;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'try-case-test-'));
  await mkdir(join(root, 'beside'));
  await writeFile(join(root, 'beside/file'), 'x');
  await give(entriesOf(soundSample()));
});
afterEach(() => rm(root, { recursive: true }));

async function give(entries: readonly MadeEntry[]): Promise<void> {
  await mkdir(join(root, 'case'), { recursive: true });
  await writeFile(join(root, 'case/given.tgz'), tgz(entries));
}

test.each([false, true])('a sound package has no findings, as verify: %s', async (asVerify) => {
  expect(await tryCase(root, asVerify, never)).toEqual([]);
});

test.each([false, true])('a package that is refused has its findings, as verify: %s', async (asVerify) => {
  await give([...entriesOf(soundSample()), { path: 'package/../x' }]);
  expect(await tryCase(root, asVerify, never)).toEqual(['tarball-path-unsafe']);
});

test.each([
  ['a file beside', () => writeFile(join(root, 'outside'), 'x')],
  ['a file in a directory beside', () => writeFile(join(root, 'beside/other'), 'x')],
  ['other bytes in a file beside', () => writeFile(join(root, 'beside/file'), 'longer')],
  ['a file that is gone', () => rm(join(root, 'beside/file'))],
])('%s is noticed', async (_, misbehave) => {
  vi.mocked(packing.packSubject).mockImplementationOnce(async () => {
    await misbehave();
    throw new InputError(finding('subject-empty', {}));
  });
  await expect(tryCase(root, true, never)).rejects.toThrow('written outside');
});
