/** Versions that the policy states, and places that it names. */

import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { stateIn } from './json-places.ts';
import { type Place, type StatedVersion, whereIn } from './place.ts';
import { isInside, readSourceJson, readSourceText } from './source-file.ts';

/** The smoke of the published package: where a release is meant to become public, it is this release. */
export function policyPlace({ file, policy }: LoadedPolicy, name: string): Place {
  const pointer = '/publishedPackageSmoke/version';
  const spot = { kind: 'policy', where: whereIn(file, { pointer }), file, pointer } as const;
  const { releaseMode, publishedPackageSmoke: smoke } = policy;
  if (!smoke) return { ...spot, state: 'not-applicable', note: 'the policy has no such smoke' };
  if (smoke.packageName !== name) return { ...spot, state: 'not-applicable', note: `it is about ${smoke.packageName}` };
  if (releaseMode !== 'npm-public-release-ready') {
    return { ...spot, state: 'not-applicable', note: `${releaseMode}: it is about an earlier release` };
  }
  return { ...spot, state: 'states', says: smoke.version };
}

/**
 * The further places of a version 2 policy, in the source directory.
 * @throws InputError for a path that leads out of it, and for a pattern that is none or has no group
 */
export async function namedPlaces(dir: string, { file: policyFile, policy }: LoadedPolicy): Promise<Place[]> {
  const places = await Promise.all(
    (policy.versions ?? []).map(async (place, index) => {
      const { file } = place;
      const invalid = (pointer: string, expected: string, found: string): InputError =>
        new InputError(
          finding(
            'version-place-invalid',
            { expected, found },
            { file: policyFile, pointer: `/versions/${index}${pointer}` },
          ),
        );
      if (!isInside(file)) throw invalid('/file', 'a path inside the source directory', file);
      if (place.pattern === undefined) return [await pointedPlace(dir, file, place.pointer ?? '')];
      return await matchedPlaces(dir, file, place.pattern, invalid);
    }),
  );
  return places.flat();
}

async function pointedPlace(dir: string, file: string, pointer: string): Promise<Place> {
  const spot = { kind: 'named', where: whereIn(file, { pointer }), file, pointer } as const;
  const expected = `a text at ${pointer || 'the root'}`;
  const read = await readSourceJson(dir, file);
  if ('missing' in read) return missing(spot, expected, read.missing);
  const stated = stateIn(read.found, pointer);
  return stated ? { ...spot, ...stated, asPython: true } : missing(spot, expected, 'there is none');
}

/** Every match is a place: one that was forgotten says what the others said before. */
async function matchedPlaces(
  dir: string,
  file: string,
  pattern: string,
  invalid: (pointer: string, expected: string, found: string) => InputError,
): Promise<Place[]> {
  const expression = compile(pattern, invalid);
  const lacks = (reason: string): Place =>
    missing({ kind: 'named', where: file, file }, `a match of ${pattern}`, reason);
  const read = await readSourceText(dir, file);
  if ('missing' in read) return [lacks(read.missing)];
  const matches = [...read.found.matchAll(expression)];
  if (matches.length === 0) return [lacks('nothing matches')];
  if (matches.some((match) => match[1] === undefined)) return [lacks('its group matches nothing')];
  return matches.map((match): Place => {
    const [start, end] = match.indices?.[1] ?? [match.index, match.index];
    const line = read.found.slice(0, start).split('\n').length;
    const written = { as: 'text', span: { start, end } } as const;
    const stated: StatedVersion = { state: 'states', says: match[1] ?? '', asPython: true, written };
    return { kind: 'named', where: whereIn(file, { line }), file, line, ...stated };
  });
}

function compile(pattern: string, invalid: (pointer: string, expected: string, found: string) => InputError): RegExp {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'dgm');
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('/pattern', 'a regular expression', error.message);
    throw error;
  }
  // The empty alternative matches everything, with all groups that there are.
  const groups = (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1;
  if (groups !== 1) throw invalid('/pattern', 'one group, which is the version', `${groups} in ${pattern}`);
  return expression;
}

function missing(spot: Pick<Place, 'kind' | 'where' | 'file' | 'pointer'>, expected: string, reason: string): Place {
  const { file, pointer } = spot;
  const where = { ...(file === undefined ? {} : { file }), ...(pointer === undefined ? {} : { pointer }) };
  return {
    ...spot,
    state: 'missing',
    note: reason,
    finding: finding('version-place-missing', { expected, reason }, where),
  };
}
