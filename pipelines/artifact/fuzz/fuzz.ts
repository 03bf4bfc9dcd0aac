/** Tries many mutated tarballs and counts what became of them. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tgz } from '../tarball-maker.ts';
import { makeCase } from './make-case.ts';
import { entriesOf, soundSample } from './sample.ts';
import { openWatch, type Tried } from './watch.ts';

export interface FuzzFigures {
  seed: number;
  cases: number;
  /** ended without a finding */
  clean: number;
  /** ended with findings */
  found: number;
  /** code -> cases in which it was found */
  codes: Record<string, number>;
  /** what must never happen, with the case */
  failures: { index: number; how: string; error: string }[];
  /** of the worker that reads the tarballs, its own needs included */
  peakRssMB: number;
  slowest: { index: number; how: string; cpuMs: number } | undefined;
}

export interface FuzzOptions {
  seed: number;
  /** the cases from `from` on */
  rounds: number;
  from?: number;
  /** of one case; a machine under load is slow */
  deadlineMs?: number;
  /** hears of every case, by its number */
  onTried?: (index: number, how: string, tried: Tried) => void;
}

/** @throws when the place to work in cannot be made; whatever happens in a case is in the figures */
export async function fuzz({
  seed,
  rounds,
  from = 0,
  deadlineMs = 60_000,
  onTried,
}: FuzzOptions): Promise<FuzzFigures> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'shakedown-fuzz-')));
  const figures: FuzzFigures = {
    seed,
    cases: 0,
    clean: 0,
    found: 0,
    codes: {},
    failures: [],
    peakRssMB: 0,
    slowest: undefined,
  };
  try {
    await mkdir(join(root, 'beside'));
    await writeFile(join(root, 'beside/file'), 'as it was\n');
    const outside = join(root, 'outside');
    const sound = tgz(entriesOf(soundSample()));
    await using watch = openWatch(root, deadlineMs);
    for (let index = from; index < from + rounds; index += 1) {
      // Made here: what it takes to make a bomb is not what it takes to read it.
      const { how, bytes } = makeCase(seed, index, outside);
      await mkdir(join(root, 'case'));
      await writeFile(join(root, 'case/given.tgz'), bytes);
      if (index % 4 === 0) await writeFile(join(root, 'case/previous.tgz'), sound);
      const tried = await watch.try({ asVerify: index % 2 === 1 });
      count(figures, index, how, tried);
      onTried?.(index, how, tried);
      await rm(join(root, 'case'), { recursive: true });
    }
    return figures;
  } finally {
    await rm(root, { recursive: true });
  }
}

function count(figures: FuzzFigures, index: number, how: string, tried: Tried): void {
  const { codes, error, cpuMs, peakRssMB } = tried;
  figures.cases += 1;
  if (error !== undefined) figures.failures.push({ index, how, error });
  else if (codes.length === 0) figures.clean += 1;
  else figures.found += 1;
  for (const code of new Set(codes)) figures.codes[code] = (figures.codes[code] ?? 0) + 1;
  figures.peakRssMB = Math.max(figures.peakRssMB, peakRssMB);
  if (cpuMs > (figures.slowest?.cpuMs ?? 0)) figures.slowest = { index, how, cpuMs };
}
