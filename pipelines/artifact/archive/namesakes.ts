import { defineArchiveRule, kindOf, partsOf, type RawEntry, sayFirst } from './rule.ts';
import { whyUnsafe } from './safe-paths.ts';

/** One path inside the package, with what makes it the same as another for a file system that is not particular. */
interface Place {
  path: string;
  parts: readonly string[];
  folded: readonly string[];
  isFile: boolean;
}

/** What is installed depends on which of them the tool takes: the first, the last, or neither. */
export const entriesTwice = defineArchiveRule({
  codes: ['tarball-entry-twice'],
  title: 'No file is there twice, and none is a directory too',
  refuses: true,
  check({ entries }, report) {
    const twice = neighbours(entries)
      .filter(([one, other]) => isSame(one, other) || isFileAbove(one, other))
      .map(([one]) => ({ entry: one.path }));
    sayFirst(twice, (args) => report('tarball-entry-twice', args, {}));
  },
});

/** On macOS and Windows one of the two files overwrites the other. */
export const namesCollide = defineArchiveRule({
  codes: ['tarball-names-collide'],
  title: 'No two names differ by capitals or Unicode composition only',
  refuses: false,
  check({ entries }, report) {
    const colliding = neighbours(entries).flatMap(([one, other]) => {
      const depth = sharedDepth(one, other);
      const [first, second] = [one, other].map(({ parts }) => parts.slice(0, depth).join('/'));
      return first === undefined || second === undefined || first === second ? [] : [{ entry: second, other: first }];
    });
    sayFirst(colliding, (args) => report('tarball-names-collide', args, {}));
  },
});

/**
 * Pairs of paths that stand side by side when all are sorted by their folded parts. Whatever shares a folded beginning
 * stands together, and a file directly before what is below it, so that pairs are enough to see every fault.
 */
function neighbours(entries: readonly RawEntry[]): [Place, Place][] {
  const places = entries.flatMap((entry): { key: string; place: Place }[] => {
    const parts = partsOf(entry).slice(1);
    const kind = kindOf(entry);
    if (parts.length === 0 || whyUnsafe(entry) !== undefined) return [];
    const folded = parts.map(fold);
    const place = { path: parts.join('/'), parts, folded, isFile: kind !== 'directory' };
    return [{ key: folded.join('\0'), place }];
  });
  const sorted = places
    .sort((a, b) => order(a.key, b.key) || order(a.place.path, b.place.path))
    .map(({ place }) => place);
  return sorted.slice(1).flatMap((other, index) => {
    const one = sorted[index];
    return one ? [[one, other]] : [];
  });
}

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
const fold = (part: string): string => part.normalize('NFC').toLowerCase();

function isSame(one: Place, other: Place): boolean {
  return one.path === other.path && (one.isFile || other.isFile);
}

function isFileAbove(one: Place, other: Place): boolean {
  return one.isFile && other.folded.length > one.folded.length && sharedDepth(one, other) === one.folded.length;
}

/** How many parts from the top are one name for a file system that is not particular. */
function sharedDepth(one: Place, other: Place): number {
  const depth = one.folded.findIndex((part, index) => part !== other.folded[index]);
  return depth < 0 ? one.folded.length : depth;
}
