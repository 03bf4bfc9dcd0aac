import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspectPackage } from '../inspect/inspect.ts';
import { readPackage } from '../inspect/read-package.ts';
import { tgz } from '../tarball-maker.ts';
import { fuzz } from './fuzz.ts';
import { makeCase } from './make-case.ts';
import { busySample, entriesOf, type Sample, soundSample } from './sample.ts';
import { openWatch } from './watch.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fuzz-test-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function codesOf(sample: Sample): Promise<string[]> {
  const file = join(dir, 'x.tgz');
  await writeFile(file, tgz(entriesOf(sample)));
  const findings = await inspectPackage(await readPackage(file, 'x.tgz'), { scratchDir: join(dir, 'scratch') });
  return findings.map(({ code }) => code);
}

describe('what is mutated', () => {
  test('is sound, or has something for the rules to say', async () => {
    expect(await codesOf(soundSample())).toEqual([]);
    expect(await codesOf(busySample())).toEqual([
      'bin-shebang-crlf',
      'bin-shebang-not-node',
      'bin-not-executable',
      'dependency-local',
      'dependency-local',
      'dependency-remote',
      'install-script',
    ]);
  });

  test('is the same for the same seed and number, and another for others', () => {
    const made = (seed: number, index: number): string => makeCase(seed, index, '/outside').bytes.toString('base64');
    expect(made(1, 5)).toBe(made(1, 5));
    expect(new Set([made(1, 5), made(1, 6), made(2, 5)]).size).toBe(3);
  });
});

test('whatever is done to a package, inspecting it ends in order, in its place and in little memory', async () => {
  const { cases, clean, found, codes, failures, peakRssMB } = await fuzz({ seed: 7, rounds: 200 });
  expect(failures).toEqual([]);
  expect({ cases, ended: clean + found }).toEqual({ cases: 200, ended: 200 });
  expect(clean).toBeGreaterThan(0);
  expect(Object.keys(codes).length).toBeGreaterThan(25);
  expect(Object.keys(codes).filter((code) => code.startsWith('against-')).length).toBeGreaterThan(3);
  expect(peakRssMB).toBeLessThanOrEqual(200);
});

describe('the watch', () => {
  test('notices a case that hangs, and goes on with the next', async () => {
    await using watch = openWatch('hangs', 1000, 'bad-worker.program.ts');
    expect(await watch.try({ asVerify: false })).toMatchObject({ error: 'it hung: no end within 1000 ms' });
    expect(await watch.try({ asVerify: false })).toMatchObject({ error: 'it hung: no end within 1000 ms' });
  });

  test('notices a worker that dies', async () => {
    await using watch = openWatch('dies', 60_000, 'bad-worker.program.ts');
    expect(await watch.try({ asVerify: false })).toMatchObject({ error: 'the worker died: 9' });
  });

  test('keeps a worker that does well', async () => {
    await using watch = openWatch('well', 60_000, 'bad-worker.program.ts');
    expect([await watch.try({ asVerify: false }), await watch.try({ asVerify: true })]).toMatchObject([
      { cpuMs: 1 },
      { cpuMs: 2 },
    ]);
  });
});
