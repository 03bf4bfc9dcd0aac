/** What a package can be imported by: its entry points, as Node and TypeScript resolve them. */
import { posix } from 'node:path';
import type { PackedPackage } from '../inspect/rule.ts';

/** One subpath, for example `.` or `./util`, and what stands behind it. */
export interface WayIn {
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

/** The entry points by subpath. Without `exports` these are the package itself and every file of code in it. */
export function waysIn(packed: PackedPackage): Map<string, WayIn> {
  const { exports } = packed.packageJson;
  return exports === undefined || exports === null ? openWays(packed) : exportedWays(packed, exports);
}

/** Whether the package says itself which of its files can be imported. */
export function isClosed({ packageJson: { exports } }: PackedPackage): boolean {
  return exports !== undefined && exports !== null;
}

/** Whether a subpath leads anywhere, in the package as it is. */
export function leadsSomewhere(packed: PackedPackage, ways: ReadonlyMap<string, WayIn>, subpath: string): boolean {
  if (ways.has(subpath)) return true;
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

function openWays(packed: PackedPackage): Map<string, WayIn> {
  const { files, packageJson, bins } = packed;
  const ways = new Map<string, WayIn>();
  const main = [packageJson.main ?? '', ''].flatMap((target) =>
    endings.map((ending) => (inside(target) + ending).replace(/^\//, '')).filter((path) => files.has(path)),
  )[0];
  if (main !== undefined) {
    ways.set('.', { require: main, import: main, types: typesField(packed) ?? typesBeside(files, main) });
  }
  // Who has commands and no entry point is run and not imported.
  if (main === undefined && Object.keys(bins).length > 0) return ways;
  for (const path of files.keys()) {
    if (!codeEnding.test(path) || asideDirectory.test(path) || Object.values(bins).includes(path)) continue;
    ways.set(`./${path}`, { require: path, import: path, types: typesBeside(files, path) });
  }
  return ways;
}

/** Patterns times files; a package with more of them has its patterns taken as they are. */
const maxPairs = 1_000_000;

function exportedWays(packed: PackedPackage, exports: unknown): Map<string, WayIn> {
  const entries = entriesOf(exports);
  const exact = new Set(entries.map(([key]) => key));
  const patterns = [...exact].filter((key) => key.includes('*'));
  const expands = patterns.length ** 2 * packed.files.size <= maxPairs;
  const ways = new Map<string, WayIn>();
  for (const [key, value] of entries) {
    const isPattern = key.includes('*');
    if (isPattern && !expands) ways.set(key, { require: undefined, import: undefined, types: undefined });
    for (const subpath of isPattern ? (expands ? expanded(packed, key, value) : []) : [key]) {
      if (isPattern && (exact.has(subpath) || governing(patterns, subpath) !== key)) continue;
      const star = key.includes('*') ? subpath.slice(key.indexOf('*'), subpath.length - tailOf(key).length) : '';
      const resolve = (...conditions: string[]): string | undefined => {
        const target = resolved(value, new Set(['node', 'default', ...conditions]));
        const path = typeof target === 'string' ? inside(target.replaceAll('*', () => star)) : undefined;
        return path !== undefined && packed.files.has(path) ? path : undefined;
      };
      const way = { require: resolve('require'), import: resolve('import') };
      const described = [resolve('types', 'import'), resolve('types', 'require')];
      const types =
        described.find((path) => path !== undefined && /\.[cm]?tsx?$/.test(path)) ??
        (subpath === '.' ? typesField(packed) : undefined) ??
        Object.values(way).flatMap((path) => (path === undefined ? [] : (typesBeside(packed.files, path) ?? [])))[0];
      if (way.require !== undefined || way.import !== undefined || types !== undefined)
        ways.set(subpath, { ...way, types });
    }
  }
  return ways;
}

/** `exports` as subpath -> target, whichever of its three forms it has. */
function entriesOf(exports: unknown): [string, unknown][] {
  if (typeof exports !== 'object' || exports === null || Array.isArray(exports)) return [['.', exports]];
  const entries = Object.entries(exports);
  return entries.some(([key]) => key.startsWith('.')) ? entries : [['.', exports]];
}

/** The subpaths that a pattern stands for, by the files that its targets match. */
function expanded({ files }: PackedPackage, key: string, value: unknown): string[] {
  const subpaths = new Set<string>();
  for (const pattern of new Set(targetsIn(value).map(inside))) {
    const [start = '', end] = pattern.split('*', 2);
    if (end === undefined) continue;
    for (const path of files.keys()) {
      if (path.length <= start.length + end.length || !path.startsWith(start) || !path.endsWith(end)) continue;
      subpaths.add(key.replace('*', () => path.slice(start.length, path.length - end.length)));
    }
  }
  return [...subpaths];
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
