import { defineArchiveRule, kindOf, type RawEntry, sayFirst } from './rule.ts';
import { whyUnsafe } from './safe-paths.ts';

/** One path inside the package. There may be many: the path itself is made when it is asked for. */
interface Place {
  entry: RawEntry;
  /** the path for a file system that is not particular, with the lowest of all characters for every slash */
  key: string;
  isFile: boolean;
}

/** What is installed depends on which of them the tool takes: the first, the last, or neither. */
export const entriesTwice = defineArchiveRule({
  codes: ['tarball-entry-twice'],
  title: 'No file is there twice, and none is a directory too',
  refuses: true,
  check({ entries }, report) {
    const twice: { entry: string }[] = [];
    eachPair(entries, (one, other) => {
      if (isSame(one, other) || isFileAbove(one, other)) twice.push({ entry: pathOf(one.entry) });
    });
    sayFirst(twice, (args) => report('tarball-entry-twice', args, {}));
  },
});

/** On macOS and Windows one of the two files overwrites the other. */
export const namesCollide = defineArchiveRule({
  codes: ['tarball-names-collide'],
  title: 'No two names differ by capitals or Unicode composition only',
  refuses: false,
  check({ entries }, report) {
    const colliding: { entry: string; other: string }[] = [];
    eachPair(entries, (one, other) => {
      const depth = sharedDepth(one, other);
      const [first, second] = [upTo(pathOf(one.entry), depth), upTo(pathOf(other.entry), depth)];
      if (first !== second) colliding.push({ entry: second, other: first });
    });
    sayFirst(colliding, (args) => report('tarball-names-collide', args, {}));
  },
});

const sorted = new WeakMap<readonly RawEntry[], readonly Place[]>();

/**
 * Visits the paths that stand side by side when all are sorted by their keys. Whatever shares a folded beginning stands
 * together, and a file directly before what is below it, so that pairs are enough to see every fault.
 */
function eachPair(entries: readonly RawEntry[], visit: (one: Place, other: Place) => void): void {
  const places = sorted.get(entries) ?? sortedPlaces(entries);
  sorted.set(entries, places);
  let one: Place | undefined;
  for (const other of places) {
    if (one) visit(one, other);
    one = other;
  }
}

function sortedPlaces(entries: readonly RawEntry[]): Place[] {
  const places: Place[] = [];
  for (const entry of entries) {
    const path = pathOf(entry);
    if (path === '' || whyUnsafe(entry) !== undefined) continue;
    const key = path.normalize('NFC').toLowerCase().replaceAll('/', '\0');
    places.push({ entry, key, isFile: kindOf(entry) !== 'directory' });
  }
  return places.sort((a, b) => order(a.key, b.key) || order(pathOf(a.entry), pathOf(b.entry)));
}

/** Inside the package; empty for the directory around all entries. */
function pathOf(entry: RawEntry): string {
  const { archivePath } = entry;
  const start = archivePath.indexOf('/') + 1;
  if (start === 0) return '';
  return archivePath.slice(start, kindOf(entry) === 'directory' && archivePath.endsWith('/') ? -1 : undefined);
}

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function isSame(one: Place, other: Place): boolean {
  return one.key === other.key && pathOf(one.entry) === pathOf(other.entry) && (one.isFile || other.isFile);
}

function isFileAbove(one: Place, other: Place): boolean {
  return one.isFile && other.key.startsWith(`${one.key}\0`);
}

/** How many parts from the top are one name for a file system that is not particular. */
function sharedDepth({ key: one }: Place, { key: other }: Place): number {
  let depth = 0;
  for (let at = 0; ; at += 1) {
    const [a, b] = [one[at] ?? '\0', other[at] ?? '\0'];
    if (a !== b) return depth;
    if (a !== '\0') continue;
    depth += 1;
    if (at >= one.length || at >= other.length) return depth;
  }
}

/** The first `depth` parts of a path. */
function upTo(path: string, depth: number): string {
  let end = -1;
  for (let left = depth; left > 0; left -= 1) {
    end = path.indexOf('/', end + 1);
    if (end < 0) return path;
  }
  return path.slice(0, Math.max(0, end));
}
