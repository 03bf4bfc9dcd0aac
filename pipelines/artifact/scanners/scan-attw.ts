/** Runs in the scanner's own process: asks attw how TypeScript resolves the package. */
import type { Analysis, Problem } from '@arethetypeswrong/core';
import { Package as AttwPackage, checkPackage } from '@arethetypeswrong/core';
import type { AttwProblem, AttwScan, AttwSight } from '../../../schemas/types.ts';
import { type ExtractedFile, extractedFiles } from './extracted-files.ts';

/**
 * A larger script is a bundle: parsing one costs hundreds of megabytes, and what it exports cannot be read off it.
 * Its text is left out, and with it what attw would say about the text.
 */
const maxScriptBytes = 128 * 1024;

/** Asks about the extracted package in `dir`. */
export async function scanByAttw(dir: string, { name, version }: { name: string; version: string }): Promise<AttwScan> {
  const files = extractedFiles(dir);
  const root = `/node_modules/${name}/`;
  const hollow = new Set(files.filter(isHollow).map(({ path }) => root + path));
  const contents = Object.fromEntries(files.map((file) => [root + file.path, file]));
  const analysis = await checkPackage(new LazyPackage(contents, hollow, name, version));
  if (analysis.types === false) return { scanner: 'attw', problems: [] };
  const seen = sightsOf(analysis);
  const problems = analysis.problems.flatMap((problem, index) =>
    concernsText(problem, hollow) ? [] : [plain(problem, seen.get(index) ?? [], root, contents)],
  );
  return { scanner: 'attw', problems };
}

/** Reads a file when TypeScript asks for it. */
class LazyPackage extends AttwPackage {
  readonly #files: Readonly<Record<string, ExtractedFile>>;
  readonly #hollow: ReadonlySet<string>;
  readonly #directories: ReadonlySet<string>;
  constructor(
    files: Readonly<Record<string, ExtractedFile>>,
    hollow: ReadonlySet<string>,
    name: string,
    version: string,
  ) {
    super(Object.fromEntries(Object.keys(files).map((path) => [path, ''])), name, version);
    this.#files = files;
    this.#hollow = hollow;
    this.#directories = new Set(Object.keys(files).flatMap(directoriesOf));
  }
  /** attw's own looks at every file each time. */
  override directoryExists(path: string): boolean {
    return this.#directories.has(path.replace(/\/?$/, '/'));
  }
  override fileExists(path: string): boolean {
    return Object.hasOwn(this.#files, path);
  }
  override tryReadFile(path: string): string | undefined {
    if (!this.fileExists(path)) return undefined;
    return this.#hollow.has(path) ? '' : this.#files[path]?.read().toString('utf8');
  }
}

/** Those that a path is below, with a slash at the end of each. */
function directoriesOf(path: string): string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
}

function isHollow({ path, size }: ExtractedFile): boolean {
  return size > maxScriptBytes && /\.[cm]?jsx?$/.test(path);
}

/** Whether attw would have had to read a file whose text it was not given. */
function concernsText(problem: Problem, hollow: ReadonlySet<string>): boolean {
  switch (problem.kind) {
    case 'NamedExports':
    case 'FalseExportDefault':
    case 'MissingExportEquals':
      return hollow.has(problem.implementationFileName);
    default:
      return false;
  }
}

function sightsOf({ entrypoints }: Analysis): Map<number, AttwSight[]> {
  const seen = new Map<number, AttwSight[]>();
  for (const { subpath, resolutions } of Object.values(entrypoints)) {
    for (const { resolutionKind, visibleProblems = [] } of Object.values(resolutions)) {
      for (const index of visibleProblems) {
        const sights = seen.get(index) ?? [];
        sights.push({ entrypoint: subpath, resolution: resolutionKind });
        seen.set(index, sights);
      }
    }
  }
  return seen;
}

function plain(
  problem: Problem,
  seen: AttwSight[],
  root: string,
  files: Readonly<Record<string, ExtractedFile>>,
): AttwProblem {
  const inside = (path: string): string => (path.startsWith(root) ? path.slice(root.length) : path);
  const said: AttwProblem = { kind: problem.kind, seen };
  if ('fileName' in problem) {
    said.file = inside(problem.fileName);
    const before = files[problem.fileName]?.read().toString('utf8').slice(0, problem.pos);
    if (before !== undefined) said.line = before.split('\n').length;
  }
  if ('typesFileName' in problem) said.typesFile = inside(problem.typesFileName);
  if ('implementationFileName' in problem) said.codeFile = inside(problem.implementationFileName);
  if (problem.kind === 'NamedExports') said.detail = problem.missing.slice(0, 5).join(', ');
  if (problem.kind === 'InternalResolutionError') said.detail = problem.moduleSpecifier;
  return said;
}
