/** What became of the files of a package since an earlier version of it. */
import type { PackedPackage } from '../inspect/rule.ts';
import type { TarballFile } from '../kept-files.ts';

export interface FileChanges {
  added: TarballFile[];
  /** gone without a successor */
  removed: TarballFile[];
  /** the same bytes under another name, or a name with a version or a hash in it that goes with the contents */
  renamed: RenamedFile[];
  /** other bytes, or other mode, under the same name */
  changed: { before: TarballFile; after: TarballFile }[];
  /** how many are the same byte for byte */
  same: number;
}

interface RenamedFile {
  before: TarballFile;
  after: TarballFile;
  /** by its name, so that nobody can have relied on the earlier one */
  byName: boolean;
}

/** Compares by path, then by what is plainly the same file under another name. Each list is sorted by path. */
export function fileChanges(previous: PackedPackage, current: PackedPackage): FileChanges {
  const changes: FileChanges = { added: [], removed: [], renamed: [], changed: [], same: 0 };
  const fresh = new Set([...current.files.values()].filter(({ path }) => !previous.files.has(path)));
  const gone: TarballFile[] = [];
  for (const before of previous.files.values()) {
    const after = current.files.get(before.path);
    if (!after) gone.push(before);
    else if (after.hasBytesOf(before) && after.mode === before.mode) changes.same += 1;
    else changes.changed.push({ before, after });
  }
  const byName =
    gone.length === 0 ? undefined : grouped(fresh, ({ path }) => lastingName(path, current.packageJson.version));
  let byBytes: Groups | undefined;
  const freeOf = (group: TarballFile | TarballFile[] = []): TarballFile | undefined =>
    Array.isArray(group) ? group.find((each) => fresh.has(each)) : fresh.has(group) ? group : undefined;
  const withBytesOf = (before: TarballFile): TarballFile | undefined => {
    if (before.size === 0) return undefined;
    byBytes ??= grouped(fresh, ({ sha256 }) => sha256);
    return freeOf(byBytes.get(before.sha256));
  };
  for (const before of gone) {
    const successor = freeOf(byName?.get(lastingName(before.path, previous.packageJson.version)));
    const after = successor ?? withBytesOf(before);
    if (after) {
      fresh.delete(after);
      changes.renamed.push({ before, after, byName: successor !== undefined });
    } else changes.removed.push(before);
  }
  changes.added = [...fresh];
  const byPath = (a: TarballFile, b: TarballFile): number => (a.path < b.path ? -1 : 1);
  changes.added.sort(byPath);
  changes.removed.sort(byPath);
  changes.renamed.sort((a, b) => byPath(a.before, b.before));
  changes.changed.sort((a, b) => byPath(a.before, b.before));
  return changes;
}

/** Paths that lead nowhere any more, and that somebody can have relied on. */
export function lostPaths({ removed, renamed }: FileChanges): TarballFile[] {
  return [...removed, ...renamed.filter(({ byName }) => !byName).map(({ before }) => before)];
}

/** Most groups have one member, and there may be one for every file. */
type Groups = Map<string, TarballFile | TarballFile[]>;

function grouped(files: Iterable<TarballFile>, keyOf: (file: TarballFile) => string): Groups {
  const groups: Groups = new Map();
  for (const file of files) {
    const key = keyOf(file);
    const group = groups.get(key);
    if (Array.isArray(group)) group.push(file);
    else groups.set(key, group === undefined ? file : [group, file]);
  }
  return groups;
}

/**
 * The name without what changes with every release: the version, as npm and as Python write it, and the hash that a
 * bundler puts before the ending (`chunk-D3f9aK2x.js`, `index.0a1b2c3d.css`).
 */
function lastingName(path: string, version: string): string {
  const asPython = version.replace(/-([a-z]+)\.?(\d+)$/i, '$1$2');
  const unversioned = path.replaceAll(version, '{version}').replaceAll(asPython, '{version}');
  return unversioned.replace(/([-._])([\w-]{6,})(?=(\.\w+)+$)/, (all, separator: string, part: string) =>
    isHash(part) ? `${separator}{hash}` : all,
  );
}

/** Letters and digits that are no word: hex digits with a number among them, or eight and more in mixed case. */
function isHash(part: string): boolean {
  if (/^[0-9a-f]{6,}$/.test(part)) return /\d/.test(part);
  return part.length >= 8 && /[a-z]/.test(part) && /[A-Z]/.test(part) && /\d|[A-Z].*[a-z].*[A-Z]/.test(part);
}
