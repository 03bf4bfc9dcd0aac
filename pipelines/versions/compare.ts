/** Compares what the places say with package.json. */
import type { CoherencePlace, Finding } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import type { Place, PlaceSpot } from './place.ts';
import { pythonVersion, sameAsPython, sameVersion } from './same-version.ts';

export interface Compared {
  places: CoherencePlace[];
  /** one for each other version that is stated, whoever states it; and what is missing */
  findings: Finding[];
}

/** @param version what package.json says; its place is the first of `places` */
export function compare(places: readonly Place[], version: string): Compared {
  const judged = places.map((place) => judge(place, version));
  const expectedAt = places[0]?.where ?? 'package.json';
  const others = Map.groupBy(
    judged.filter(({ state }) => state === 'differs'),
    // One version that is written in two ways is one disagreement.
    ({ says = '' }) => pythonVersion(says) ?? says,
  );
  const mismatches = [...others.values()].map((where) => {
    const found = where[0]?.says ?? '';
    const all = where.map((place) => place.where).join(', ');
    return finding('version-mismatch', { places: all, found, expectedAt, expected: version }, whereOf(where[0]));
  });
  const told = places.flatMap((place) => ('finding' in place ? [place.finding] : []));
  return { places: judged, findings: [...mismatches, ...told] };
}

function judge(place: Place, version: string): CoherencePlace {
  const spot = spotOf(place);
  if (place.state !== 'states') return { ...spot, state: place.state, note: place.note };
  const same = place.asPython ? sameAsPython : sameVersion;
  return { ...spot, says: place.says, state: same(place.says, version) ? 'agrees' : 'differs' };
}

function spotOf({ kind, where, file, line, pointer }: PlaceSpot): PlaceSpot {
  return { kind, where, ...whereOf({ file, line, pointer }) };
}

function whereOf(place: { file?: string | undefined; line?: number | undefined; pointer?: string | undefined } = {}) {
  const { file, line, pointer } = place;
  return {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(pointer === undefined ? {} : { pointer }),
  };
}
