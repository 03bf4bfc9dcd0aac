/** What a package can be imported by: its entry points, as Node and TypeScript resolve them. */
import { posix } from 'node:path';
import type { PackedPackage } from '../inspect/rule.ts';

/** One subpath, for example `.` or `./util`, and what stands behind it. */
interface WayIn {
  /** what `require` and `import` load, by its path inside the package */
  require: string | undefined;
  import: string | undefined;
  types: string | undefined;
}

/** What `require` tries for a path. @see https://nodejs.org/api/modules.html#all-together */
const endings = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const codeEnding = /(?<!\.d)\.([cm]?js|json|node|wasm)$/;
const asideDirectory =
  /(^|\/)(node_modules|__tests__|tests?|specs?|__mocks__|fixtures?|examples?|docs?|bench(marks?)?|\.[^/]+)\//i;

/** The entry points by subpath, each made when it is asked for: there may be one for every file. */
export interface WaysIn extends Iterable<readonly [subpath: string, way: WayIn]> {
  get: (subpath: string) => WayIn | undefined;
}

/** The entry points. Without `exports` these are the package itself and every file of code in it. */
export function waysIn(packed: PackedPackage): WaysIn {
  const { exports } = packed.packageJson;
  return exports === undefined || exports === null ? openWays(packed) : exportedWays(packed, exports);
}

/** Whether the package says itself which of its files can be imported. */
export function isClosed({ packageJson: { exports } }: PackedPackage): boolean {
  return exports !== undefined && exports !== null;
}

/** Whether a subpath leads anywhere, in the package as it is. */
export function leadsSomewhere(packed: PackedPackage, ways: WaysIn, subpath: string): boolean {
  if (ways.get(subpath)) return true;
  if (isClosed(packed)) return false;
  return endings.some((ending) => packed.files.has(inside(subpath) + ending));
}

/** `module`, `commonjs`, or undefined where a package.json further down decides that was not read. */
export function moduleKind({ files, packageJson }: PackedPackage, path: string): 'module' | 'commonjs' | undefined {
  if (path.endsWith('.mjs')) return 'module';
  if (!path.endsWith('.js')) return 'commonjs';
  for (let dir = posix.dirname(path); dir !== '.'; dir = posix.dirname(dir)) {
    const nearest = files.get(`${dir}/package.json`);
    if (nearest) return kindIn(nearest.size <= nearest.head.length ? nearest.head.toString('utf8') : '');
  }
  return Reflect.get(packageJson, 'type') === 'module' ? 'module' : 'commonjs';
}

function kindIn(text: string): 'module' | 'commonjs' | undefined {
  const type = /"type"\s*:\s*"(\w+)"/.exec(text)?.[1];
  if (text === '') return undefined;
  return type === 'module' ? 'module' : 'commonjs';
}

function openWays(packed: PackedPackage): WaysIn {
  const { files, packageJson } = packed;
  const main = [packageJson.main ?? '', ''].flatMap((target) =>
    endings.map((ending) => (inside(target) + ending).replace(/^\//, '')).filter((path) => files.has(path)),
  )[0];
  const commands = new Set(Object.values(packed.bins));
  // Who has commands and no entry point is run and not imported.
  const hasFiles = main !== undefined || commands.size === 0;
  const wayTo = (path: string): WayIn | undefined => {
    if (!hasFiles || !codeEnding.test(path) || asideDirectory.test(path) || commands.has(path)) return undefined;
    return { require: path, import: path, types: typesBeside(files, path) };
  };
  const itself =
    main === undefined
      ? undefined
      : { require: main, import: main, types: typesField(packed) ?? typesBeside(files, main) };
  return {
    get(subpath) {
      if (subpath === '.') return itself;
      const path = subpath.slice(2);
      return subpath.startsWith('./') && files.has(path) ? wayTo(path) : undefined;
    },
    *[Symbol.iterator]() {
      if (itself) yield ['.', itself];
      for (const path of files.keys()) {
        const way = wayTo(path);
        if (way) yield [`./${path}`, way];
      }
    },
  };
}

/** Patterns times files; a package with more of them has its patterns taken as they are. */
const maxPairs = 1_000_000;
/** What patterns consist of, times files. */
const maxSteps = 20_000_000;

function exportedWays(packed: PackedPackage, exports: unknown): WaysIn {
  const { files } = packed;
  const entries = new Map(entriesOf(exports));
  const patterns = new Map(
    [...entries].filter(([key]) => key.includes('*')).map(([key, value]) => [key, partsIn(value)]),
  );
  const keys = [...patterns.keys()];
  const steps = keys.reduce((sum, key) => sum + valuesIn(entries.get(key)), 0);
  const expands = keys.length ** 2 * files.size <= maxPairs && steps * files.size <= maxSteps;

  const wayTo = (subpath: string, value: unknown, star: string): WayIn | undefined => {
    const resolve = (...conditions: string[]): string | undefined => {
      const target = resolved(value, new Set(['node', 'default', ...conditions]));
      const path = typeof target === 'string' ? inside(target.replaceAll('*', () => star)) : undefined;
      return path !== undefined && files.has(path) ? path : undefined;
    };
    const way = { require: resolve('require'), import: resolve('import') };
    const described = [resolve('types', 'import'), resolve('types', 'require')];
    const types =
      described.find((path) => path !== undefined && /\.[cm]?tsx?$/.test(path)) ??
      (subpath === '.' ? typesField(packed) : undefined) ??
      Object.values(way).flatMap((path) => (path === undefined ? [] : (typesBeside(files, path) ?? [])))[0];
    return way.require !== undefined || way.import !== undefined || types !== undefined ? { ...way, types } : undefined;
  };
  const get = (subpath: string): WayIn | undefined => {
    if (entries.has(subpath)) {
      if (!patterns.has(subpath)) return wayTo(subpath, entries.get(subpath), '');
      return expands ? undefined : { require: undefined, import: undefined, types: undefined };
    }
    const key = expands ? governing(keys, subpath) : undefined;
    if (key === undefined) return undefined;
    const star = subpath.slice(key.indexOf('*'), subpath.length - tailOf(key).length);
    const isThere = patterns.get(key)?.some(([start, end]) => star !== '' && files.has(start + star + end));
    return isThere ? wayTo(subpath, entries.get(key), star) : undefined;
  };
  return {
    get,
    *[Symbol.iterator]() {
      for (const key of entries.keys()) {
        const parts = expands ? patterns.get(key) : undefined;
        for (const subpath of parts ? expanded(packed, key, parts) : [key]) {
          const way = !parts || governing(keys, subpath) === key ? get(subpath) : undefined;
          if (way && !(parts && entries.has(subpath))) yield [subpath, way];
        }
      }
    },
  };
}

/** `exports` as subpath -> target, whichever of its three forms it has. */
function entriesOf(exports: unknown): [string, unknown][] {
  if (typeof exports !== 'object' || exports === null || Array.isArray(exports)) return [['.', exports]];
  const entries = Object.entries(exports);
  return entries.some(([key]) => key.startsWith('.')) ? entries : [['.', exports]];
}

/** What stands before the star of a target, and behind it. */
type Part = readonly [start: string, end: string];

function partsIn(value: unknown): Part[] {
  return [...new Set(targetsIn(value).map(inside))].flatMap((pattern): Part[] => {
    const [start = '', end] = pattern.split('*', 2);
    return end === undefined ? [] : [[start, end]];
  });
}

/** The subpaths that a pattern stands for, by the files that its targets match; each once. */
function* expanded({ files }: PackedPackage, key: string, parts: readonly Part[]): Generator<string> {
  const seen = new Set<string>();
  for (const [start, end] of parts) {
    for (const path of files.keys()) {
      if (path.length <= start.length + end.length || !path.startsWith(start) || !path.endsWith(end)) continue;
      const subpath = key.replace('*', () => path.slice(start.length, path.length - end.length));
      if (seen.has(subpath)) continue;
      if (parts.length > 1) seen.add(subpath);
      yield subpath;
    }
  }
}

/** Of the patterns that match a subpath, the one that Node takes: that with the longest beginning. */
function governing(patterns: readonly string[], subpath: string): string | undefined {
  return patterns
    .filter((key) => subpath.startsWith(key.slice(0, key.indexOf('*'))) && subpath.endsWith(tailOf(key)))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length)[0];
}

const tailOf = (key: string): string => key.slice(key.indexOf('*') + 1);

/** The first target whose conditions hold; null where the package says that there is none. */
function resolved(value: unknown, conditions: ReadonlySet<string>): string | null | undefined {
  if (typeof value === 'string' || value === null) return value;
  if (typeof value !== 'object') return undefined;
  const alternatives = Array.isArray(value);
  for (const [condition, choice] of Object.entries(value)) {
    if (!alternatives && !conditions.has(condition)) continue;
    const target = resolved(choice, conditions);
    if (target !== undefined && !(alternatives && target === null)) return target;
  }
  return undefined;
}

function targetsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(targetsIn) : [];
}

function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + valuesIn(each), 1);
}

function typesBeside(files: PackedPackage['files'], path: string): string | undefined {
  const declaration = path.replace(/\.([cm]?)jsx?$/, '.d.$1ts');
  return declaration !== path && files.has(declaration) ? declaration : undefined;
}

/** Whether the file is there is for another rule to say. */
function typesField({ packageJson: { types, typings } }: PackedPackage): string | undefined {
  const target = types ?? typings;
  return target === undefined ? undefined : inside(target);
}

const inside = (path: string): string => posix.join('/', path).slice(1).replace(/\/$/, '');
