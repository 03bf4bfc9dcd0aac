/** Whether a cache of this user may be removed: what in it can be made again, by whom it is used, how long it was not. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { discard } from './discard.ts';
import { ownDirectory } from './own-directory.ts';
import { keep, type Planned, refuse } from './plan.ts';
import { treeSize } from './tree-size.ts';

export interface CacheConditions {
  /** Without an age no cache is old: making one again costs a download. */
  readonly minAgeMs?: number | undefined;
  readonly now: Date;
  /** Names a run of this user that is at work, or may be; it may use any of the caches. */
  readonly atWork?: string | undefined;
  /** The Node that this program runs on. */
  readonly execPath: string;
}

/** What each cache holds, by name: a directory of that name with anything else in it is not ours. */
const contents: Readonly<Record<string, RegExp>> = {
  npm: /^_[a-z-]+$/,
  compiled: /^v\d+\.\d+\.\d+-/,
  node: /^(\.fetching-|\d+\.\d+\.\d+-)/,
  managers: /^(\.fetching-|[a-z-][\w.-]*-\d+\.\d+\.\d+[\w.-]*-[0-9a-f]{12}$)/,
};

/** Each entry of these is an item of its own. */
const collections: ReadonlySet<string> = new Set(['node', 'managers']);

/**
 * What to do with the caches below `root`, `<cache home>/shakedown`. Each Node and each package manager is an item of its own.
 */
export async function planCaches(root: string, conditions: CacheConditions): Promise<Planned[]> {
  const plan: Planned[] = [];
  for (const name of Object.keys(contents)) {
    const place = ownDirectory(dirname(root), basename(root), name);
    if (place.kind === 'missing') continue;
    const item = { kind: 'cache', name, path: join(root, name) } as const;
    if (place.kind === 'foreign') {
      plan.push(refuse(item, place.why));
      continue;
    }
    const entries = await readdir(place.path);
    const stranger = entries.find((entry) => !contents[name]?.test(entry) && !entry.endsWith('.removing'));
    if (stranger !== undefined) plan.push(refuse(item, `${stranger} in it is not of Shakedown's making`));
    else if (!collections.has(name)) plan.push(await planCache(item, place.path, conditions));
    else {
      for (const entry of entries) {
        const path = join(place.path, entry);
        plan.push(await planCache({ kind: 'cache', name: `${name}/${entry}`, path }, path, conditions));
      }
    }
  }
  return plan;
}

async function planCache(
  item: { kind: 'cache'; name: string; path: string },
  path: string,
  { minAgeMs, now, atWork, execPath }: CacheConditions,
): Promise<Planned> {
  if (execPath.startsWith(`${path}${sep}`)) return keep(item, 'this program runs on it');
  if (minAgeMs === undefined) return keep(item, 'a cache is old only from an age on: say --older-than');
  const age = now.getTime() - (await lastChange(path));
  if (age < minAgeMs) return keep(item, 'used within that time');
  if (atWork !== undefined) return refuse(item, `run ${atWork} may be using it`);
  const bytes = await treeSize(path);
  return { ...item, decision: 'delete', reason: 'it is made again when needed', bytes, act: () => discard(path) };
}

/** Epoch milliseconds of the newest change to the directory or to what is directly in it. */
async function lastChange(dir: string): Promise<number> {
  const times = await Promise.all(
    [dir, ...(await readdir(dir)).map((name) => join(dir, name))].map(async (path) => (await stat(path)).mtimeMs),
  );
  return Math.max(...times);
}
