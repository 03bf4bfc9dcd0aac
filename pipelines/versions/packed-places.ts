/** What the packed bytes say of their version: their package.json, and the wheels that they carry. */
import { join } from 'node:path';
import { basename } from 'node:path/posix';
import { extractTarball } from '../artifact/extract.ts';
import { manifestPlace } from './json-places.ts';
import type { Place } from './place.ts';
import { wheelPlaces } from './wheel-places.ts';

/**
 * @param tarball absolute
 * @param scratchDir an empty directory
 * @throws StageFailure when it is no archive that npm could have packed
 */
export async function packedPlaces(tarball: string, scratchDir: string, signal: AbortSignal): Promise<Place[]> {
  const places = await unpackedPlaces(tarball, scratchDir, signal);
  return places.map((place) => {
    const { file, ...rest } = place;
    // The copy is gone afterwards: nobody can change a place by it.
    if (rest.state === 'states') delete rest.written;
    const inTarball = file === undefined ? {} : { file: join(basename(tarball), file) };
    return { ...rest, ...inTarball, kind: 'packed', where: whereInTarball(tarball, place.where) };
  });
}

/**
 * The same places as files below `dir`, an empty directory, in which they may be changed.
 * @throws StageFailure when it is no archive that npm could have packed
 */
export async function unpackedPlaces(tarball: string, dir: string, signal: AbortSignal): Promise<Place[]> {
  const wanted = (path: string): boolean => path === 'package.json' || /(^|\/)manifest\.json$|\.whl$/.test(path);
  await extractTarball(tarball, dir, signal, wanted);
  const wheels = await wheelPlaces(dir);
  return [await manifestPlace(dir), ...wheels.filter(({ state }) => state !== 'not-applicable')];
}

/** How the comparison calls a place in a tarball. */
export function whereInTarball(tarball: string, where: string): string {
  return `${basename(tarball)}: ${where}`;
}
