/** Versions in JSON files: package.json and the lockfiles that npm writes. */
import type { PlaceKind } from '../../schemas/types.ts';
import type { Repository } from '../git/repository.ts';
import { locateInJson, valueIn } from './locate-in-json.ts';
import { type Place, type StatedVersion, whereIn } from './place.ts';
import { findSource, type JsonText, noSuchFile, readSourceJson } from './source-file.ts';

/** The version at `pointer`; undefined where there is no text. */
export function stateIn({ text, document }: JsonText, pointer: string): StatedVersion | undefined {
  const says = valueIn(document, pointer);
  const span = locateInJson(text, pointer);
  if (typeof says !== 'string' || !span) return undefined;
  // Inside the quotes.
  return { state: 'states', says, written: { as: 'text', span: { start: span.start + 1, end: span.end - 1 } } };
}

export async function manifestPlace(dir: string): Promise<Place> {
  const spot = spotIn('manifest', 'package.json', '/version');
  const read = await readSourceJson(dir, 'package.json');
  if ('missing' in read) return { ...spot, state: 'unknown', note: read.missing };
  return { ...spot, ...(stateIn(read.found, '/version') ?? { state: 'unknown', note: 'it has no version' }) };
}

/** Both are npm's; with both, the second wins, and both are in the package's hands. */
const npmLockfiles = ['package-lock.json', 'npm-shrinkwrap.json'];
/** Lockfiles without the version of the package that they belong to. */
const otherLockfiles = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'];

/**
 * The package's own version in its lockfile: at the root since lockfile version 1, in `packages` since 2.
 * A package of a workspace has it in the lockfile of the workspace.
 */
export async function lockfilePlaces(dir: string, repository: Repository | undefined): Promise<Place[]> {
  const places: Place[] = [];
  for (const file of npmLockfiles) places.push(...(await placesIn(dir, file, ['/version', '/packages//version'])));
  if (places.length > 0) return places;
  for (const file of otherLockfiles) {
    const read = await findSource(dir, file);
    if ('missing' in read && read.missing === noSuchFile) continue;
    return [{ kind: 'lockfile', where: file, file, state: 'not-applicable', note: 'its kind does not state it' }];
  }
  const inWorkspace = repository ? await workspacePlace(repository) : undefined;
  return [inWorkspace ?? { kind: 'lockfile', where: 'lockfile', state: 'not-applicable', note: 'there is none' }];
}

async function placesIn(dir: string, file: string, pointers: readonly string[]): Promise<Place[]> {
  const read = await readSourceJson(dir, file);
  if ('missing' in read) {
    if (read.missing === noSuchFile) return [];
    return [{ kind: 'lockfile', where: file, file, state: 'unknown', note: read.missing }];
  }
  const stated = pointers.flatMap((pointer): Place[] => {
    const found = stateIn(read.found, pointer);
    return found ? [{ ...spotIn('lockfile', file, pointer), ...found }] : [];
  });
  // npm leaves the version out where package.json had none.
  if (stated.length > 0) return stated;
  return [{ kind: 'lockfile', where: file, file, state: 'not-applicable', note: 'it does not state it' }];
}

async function workspacePlace({ root, prefix }: Repository): Promise<Place | undefined> {
  if (prefix === '') return undefined;
  const up = prefix.replace(/[^/]+\//g, '../');
  const pointer = `/packages/${prefix.slice(0, -1).replaceAll('~', '~0').replaceAll('/', '~1')}/version`;
  const [place] = await placesIn(root, 'package-lock.json', [pointer]);
  if (place?.state !== 'states') return undefined;
  return { ...place, ...spotIn('lockfile', `${up}package-lock.json`, pointer) };
}

function spotIn(kind: PlaceKind, file: string, pointer: string) {
  return { kind, where: whereIn(file, { pointer }), file, pointer };
}
