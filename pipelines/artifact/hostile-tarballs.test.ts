import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check } from '../../smoke/schema/validate.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { readArtifact } from './artifact.ts';
import { inspectArtifact } from './inspect/inspect.ts';
import { packSubject } from './pack.ts';
import { paxEntry, paxRecord, tar } from './tarball-maker.ts';

/** Random numbers below 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const packageJson = {
  name: '@scope/x',
  version: '1.0.0',
  bin: { x: './dist/bin.js' },
  files: ['dist', 'assets/**'],
  main: 'dist/bin',
  exports: { '.': { import: './dist/bin.js' }, './*': './dist/*.js' },
  bundledDependencies: ['inner'],
};
const wheel = { file: 'x-1.0.0-py3-none-any.whl', sha256: 'a'.repeat(64), bytes: 3 };
const asset = { schemaVersion: 1, distributionName: 'x', normalizedName: 'x', version: '1.0.0', wheel };
const archive = tar([
  { path: 'package/package.json', content: JSON.stringify(packageJson) },
  { path: 'package/dist/bin.js', content: '#!/usr/bin/env node\n', mode: 0o755 },
  ...paxEntry(paxRecord('path', `package/dist/${'deep/'.repeat(30)}x.js`), { path: 'package/dist/short.js' }),
  { path: 'package/assets/manifest.json', content: JSON.stringify(asset) },
  { path: 'package/assets/x-1.0.0-py3-none-any.whl', content: 'PK.' },
  { path: 'package/node_modules/inner/package.json', content: '{}' },
]);

type Mutation = (bytes: Buffer, random: () => number) => Buffer;

const at = (bytes: Buffer, random: () => number): number => Math.floor(random() * bytes.length);
const bytewise: Record<string, Mutation> = {
  'flips bytes': (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let left = 1 + Math.floor(random() * 8); left > 0; left -= 1)
      copy[at(copy, random)] = Math.floor(random() * 256);
    return copy;
  },
  'cuts the end off': (bytes, random) => bytes.subarray(0, at(bytes, random)),
  'takes a piece out': (bytes, random) => {
    const start = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + Math.floor(random() * 600))]);
  },
  'repeats a piece': (bytes, random) => {
    const start = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, start + Math.floor(random() * 1100)), bytes.subarray(start)]);
  },
};

/** Changes one field of one header, and makes the checksum right again. */
function changeHeader(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  const headers = [];
  for (let start = 0; start < copy.length; start += 512) {
    if (copy.toString('latin1', start + 257, start + 262) === 'ustar') headers.push(start);
  }
  const start = headers[Math.floor(random() * headers.length)] ?? 0;
  const offset = start + ([0, 8, 15, 100, 124, 130, 135, 156, 157, 345, 475][Math.floor(random() * 11)] ?? 0);
  const values = ['/', '..', '\0', '7', '\xff', '2', 'x', 'g', 'L', '~', ' '];
  copy.write(values[Math.floor(random() * values.length)] ?? '', offset, 'latin1');
  copy.write(' '.repeat(8), start + 148);
  const sum = copy.subarray(start, start + 512).reduce((total, byte) => total + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, start + 148);
  return copy;
}

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hostile-test-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** Takes the bytes as a subject, all the way through inspection. @returns the codes of what was found */
async function verify(bytes: Buffer): Promise<string[]> {
  const file = join(dir, 'given.tgz');
  await writeFile(file, bytes);
  const intoDir = join(dir, 'artifact');
  try {
    await packSubject(
      { kind: 'tarball', spec: './given.tgz', file },
      { intoDir, env: {}, npm: () => expect.fail('npm') },
    );
    const findings = await inspectArtifact(await readArtifact(intoDir), { scratchDir: join(dir, 'scratch') });
    for (const found of findings) expect(check('finding', found)).toMatchObject({ ok: true });
    return findings.map(({ code }) => code);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof StageFailure)) throw error;
    for (const found of error.findings) expect(check('finding', found)).toMatchObject({ ok: true });
    return error.findings.map(({ code }) => code);
  } finally {
    await rm(intoDir, { recursive: true, force: true });
  }
}

async function codesAfter(mutate: (random: () => number) => Buffer, rounds: number): Promise<Set<string>> {
  const codes = new Set<string>();
  for (let seed = 1; seed <= rounds; seed += 1) {
    for (const code of await verify(mutate(seeded(seed)))) codes.add(code);
  }
  return codes;
}

test('the tarball that is changed is itself read without a word about its form', async () => {
  expect(await verify(gzipSync(archive))).toEqual(['readme-missing', 'license-missing', 'wheel-checksum-mismatch']);
});

test.for(Object.entries(bytewise))('a compressed tarball of which somebody %s ends in findings', async ([, mutate]) => {
  const codes = await codesAfter((random) => mutate(gzipSync(archive), random), 60);
  expect([...codes].some((code) => code.startsWith('tarball-'))).toBe(true);
});

test.for(Object.entries(bytewise))('an archive of which somebody %s ends in findings', async ([, mutate]) => {
  const codes = await codesAfter((random) => gzipSync(mutate(archive, random)), 100);
  expect([...codes].some((code) => code.startsWith('tarball-'))).toBe(true);
});

test('headers that are changed and have a right checksum end in findings', async () => {
  const codes = await codesAfter((random) => gzipSync(changeHeader(archive, random)), 300);
  expect(codes).toContain('tarball-path-unsafe');
  expect(codes).toContain('tarball-special-entry');
  expect(codes).toContain('tarball-corrupt');
});
