/** Every place that states the version of a package, and what it says. */
import { defaultTagTemplate } from '../git/release-tags.ts';
import { findRepository, type RepositorySearch } from '../git/repository.ts';
import { together } from '../run/stages.ts';
import { changelogPlace } from './changelog-place.ts';
import type { CoherenceRequest } from './check-coherence.ts';
import { commandPlace } from './command-place.ts';
import { lockfilePlaces, manifestPlace } from './json-places.ts';
import { packedPlaces } from './packed-places.ts';
import type { Place } from './place.ts';
import { namedPlaces, policyPlace } from './policy-places.ts';
import { tagPlaces } from './tag-place.ts';
import { wheelPlaces } from './wheel-places.ts';

export interface PlacesHost {
  /** where git is looked for, and what the command finds beside the system's programs */
  path: string;
  signal: AbortSignal;
  /** Makes an empty directory. @returns its absolute path */
  makeScratch: () => string;
  /** the repository of the source directory, for whoever reads its places again and again */
  search?: RepositorySearch;
}

/**
 * Reads them all at once; package.json is the first.
 * @throws InputError when the policy names what cannot be a place; StageFailure for a tarball that is none
 */
export async function readPlaces(
  { subject, policy, tarball, command }: Omit<CoherenceRequest, 'registry'>,
  { path, signal, makeScratch, search: known }: PlacesHost,
): Promise<Place[]> {
  const { dir, manifest } = subject;
  const search = known ?? (await findRepository(dir, { path, signal }));
  const repository = 'found' in search ? search.found : undefined;
  const template = policy.policy.release?.tag ?? defaultTagTemplate;
  const read = await together(
    manifestPlace(dir),
    lockfilePlaces(dir, repository),
    changelogPlace(dir, manifest),
    tagPlaces(search, template, manifest.version),
    wheelPlaces(dir),
    commandPlace(command, { dir, manifest, path, makeScratch, signal }),
    Promise.resolve(policyPlace(policy, manifest.name)),
    namedPlaces(dir, policy),
    tarball ? packedPlaces(tarball.file, makeScratch(), signal) : Promise.resolve([]),
  );
  return read.flat();
}
