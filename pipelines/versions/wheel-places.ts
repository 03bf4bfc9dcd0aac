/** Python wheels that a package carries: their manifests, their names, their own metadata. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';
import { check } from '../../smoke/schema/validate.ts';
import { readWheelName } from '../artifact/wheel/wheel-name.ts';
import { finding } from '../findings/finding.ts';
import { stateIn } from './json-places.ts';
import { type Place, whereIn } from './place.ts';
import { findSource, isInside, noSuchFile, readSourceJson } from './source-file.ts';
import { versionInMetadata } from './wheel-metadata.ts';

/** Directories in which nothing is that is released, and other packages' wheels may be. */
const skipped = new Set(['node_modules', '.git', '.venv', 'venv', '.shakedown', '.tox']);
const maxDepth = 8;

/** For every `manifest.json` below `dir` that describes a wheel. */
export async function wheelPlaces(dir: string): Promise<Place[]> {
  const places: Place[] = [];
  for await (const file of manifestsBelow(dir, '', 0)) places.push(...(await placesOf(dir, file)));
  if (places.length > 0) return places;
  return [{ kind: 'wheel', where: 'Python wheel', state: 'not-applicable', note: 'no manifest describes one' }];
}

/** Links are not followed: they may lead in a circle, and npm packs none. */
async function* manifestsBelow(dir: string, below: string, depth: number): AsyncGenerator<string> {
  const entries = await entriesOf(join(dir, below));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = posix.join(below, entry.name);
    if (entry.isFile() && entry.name === 'manifest.json') yield path;
    if (entry.isDirectory() && depth < maxDepth && !skipped.has(entry.name))
      yield* manifestsBelow(dir, path, depth + 1);
  }
}

/** What nobody may read is not packed either. */
async function entriesOf(dir: string): Promise<Dirent[]> {
  try {
    return await readdir(dir, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'EACCES' || errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function placesOf(dir: string, file: string): Promise<Place[]> {
  const read = await readSourceJson(dir, file);
  // Other things are called manifest.json too, and they may be anything.
  if ('missing' in read || !isAboutWheel(read.found.document)) return [];
  const checked = check('python-asset-manifest', read.found.document);
  if (!checked.ok) {
    return checked.problems.map((problem) => {
      const at = { file, pointer: problem.pointer };
      const note = `expected ${problem.expected}, found ${problem.found}`;
      return {
        kind: 'wheel',
        where: whereIn(file, at),
        ...at,
        state: 'missing',
        note,
        finding: finding('wheel-manifest-unfit', { ...problem }, at),
      };
    });
  }
  const pointer = '/version';
  const stated = stateIn(read.found, pointer);
  if (!stated) throw new Error(`${file}: the version that its schema has found is not in its text`);
  return [
    { kind: 'wheel', where: whereIn(file, { pointer }), file, pointer, ...stated, asPython: true },
    ...(await wheelItself(dir, posix.join(posix.dirname(file), checked.value.wheel.file), file)),
  ];
}

function isAboutWheel(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'wheel' in document;
}

async function wheelItself(dir: string, file: string, manifest: string): Promise<Place[]> {
  const [named, inside] = [
    { kind: 'wheel', where: `${file} (its name)`, file },
    { kind: 'wheel', where: `${file} (its METADATA)`, file },
  ] as const;
  if (!isInside(file))
    return [{ ...named, state: 'unknown', note: 'its manifest names a file outside of the package' }];
  const found = await findSource(dir, file);
  if ('missing' in found) {
    const note = found.missing === noSuchFile ? 'it is not there: build it first' : found.missing;
    return [{ ...named, state: 'unknown', note }];
  }
  const name = readWheelName(posix.basename(file))?.version;
  const metadata = await versionInMetadata(found.found);
  return [
    name === undefined
      ? { ...named, state: 'unknown', note: 'it is not the name of a wheel' }
      : { ...named, state: 'states', says: name, asPython: true, written: { as: 'name', manifest } },
    'missing' in metadata
      ? { ...inside, state: 'unknown', note: metadata.missing }
      : { ...inside, state: 'states', says: metadata.found, asPython: true, written: { as: 'metadata' } },
  ];
}
