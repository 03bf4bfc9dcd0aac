/** One mutated tarball, by its number and the seed alone. */
import { gzipSync } from 'node:zlib';
import { type MadeEntry, tar } from '../tarball-maker.ts';
import { byteMutations } from './mutate-bytes.ts';
import { changeHeader, compressions, entryMutations, hostileNames } from './mutate-entries.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateWheel } from './mutate-wheel.ts';
import { Random } from './random.ts';
import { busySample, entriesOf, soundSample } from './sample.ts';

export interface FuzzCase {
  /** what was done to the package, in words */
  how: string;
  bytes: Buffer;
}

/** @param outside absolute; a path that must never appear */
export function makeCase(seed: number, index: number, outside: string): FuzzCase {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const names = hostileNames(outside);
  const how: string[] = [];
  const maybe = (chance: number): boolean => random.next() < chance;
  const made = maybe(0.5) ? soundSample() : busySample();

  const kind = random.pick([
    'entries',
    'entries',
    'headers',
    'archive',
    'packed',
    'json',
    'json',
    'wheel',
    'wheel',
    'gzip',
  ]);
  if (kind === 'json' || maybe(0.1)) {
    how.push('package.json changed');
    made.packageJson = mutateJson(made.packageJson, random, names);
  }
  if (kind === 'wheel' || maybe(0.1)) {
    how.push('wheel changed');
    made.wheel = mutateWheel(made.wheel, random, names);
    made.describesWheel = maybe(0.7);
  }
  let entries: MadeEntry[] = entriesOf(made);
  if (kind === 'entries' || maybe(0.1)) {
    const mutations = Object.entries(entryMutations(outside));
    for (let left = 1 + random.below(2); left > 0; left -= 1) {
      const [name, mutate] = random.pick(mutations);
      how.push(name);
      if (entries.length > 0) entries = mutate(entries, random);
    }
  }
  let archive: Buffer = tar(entries, { end: !maybe(0.03) });
  if (kind === 'headers' || maybe(0.1)) {
    how.push('a header changed');
    for (let left = 1 + random.below(3); left > 0; left -= 1) archive = changeHeader(archive, random);
  }
  if (kind === 'archive' || maybe(0.05)) {
    const [name, mutate] = random.pick(Object.entries(byteMutations));
    how.push(`the archive: ${name}`);
    archive = mutate(archive, random);
  }
  let bytes: Buffer = gzipSync(archive);
  if (kind === 'gzip') {
    const [name, compress] = random.pick(Object.entries(compressions));
    how.push(`compressed ${name}`);
    bytes = compress(archive, random);
  }
  if (kind === 'packed' || maybe(0.05)) {
    const [name, mutate] = random.pick(Object.entries(byteMutations));
    how.push(`the tarball: ${name}`);
    bytes = mutate(bytes, random);
  }
  return { how: how.join('; '), bytes };
}
