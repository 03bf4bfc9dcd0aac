import type { ProblemKind } from '@arethetypeswrong/core';
import type { AttwProblem, AttwScan, PackageManifest } from '../../../schemas/types.ts';
import { defineRule, type Inspection, type Report } from '../inspect/rule.ts';
import { inPackageJson, valueAt } from './package-place.ts';
import { scan } from './scan.ts';

/**
 * It brings a TypeScript compiler along: half a second of CPU and 110 MB to begin with. Most packages take 30 MiB of heap;
 * one of hundreds of entry points may take any amount, and is then not finished: the process stays below 200 MB.
 */
const limits = { timeoutMs: 60_000, heapMiB: 88 };

const codes = {
  NoResolution: 'attw-no-resolution',
  UntypedResolution: 'attw-untyped-resolution',
  FalseCJS: 'attw-false-cjs',
  FalseESM: 'attw-false-esm',
  CJSResolvesToESM: 'attw-cjs-resolves-to-esm',
  NamedExports: 'attw-named-exports',
  FallbackCondition: 'attw-fallback-condition',
  FalseExportDefault: 'attw-false-export-default',
  MissingExportEquals: 'attw-missing-export-equals',
  CJSOnlyExportsDefault: 'attw-cjs-only-exports-default',
  UnexpectedModuleSyntax: 'attw-unexpected-module-syntax',
  InternalResolutionError: 'attw-internal-resolution-error',
} as const satisfies Record<ProblemKind, `attw-${string}`>;

/** What TypeScript users get, by attw: one finding a kind. A package without types of its own promises nothing. */
export const attw = defineRule({
  codes: [...Object.values(codes), 'attw-not-finished'],
  title: 'TypeScript resolves every entry point to types that describe it',
  async check(inspection, report) {
    if (!hasTypes(inspection)) return;
    const outcome = await scan('attw', inspection, limits);
    if (!outcome.finished) return report('attw-not-finished', { how: outcome.how }, {});
    sayAttw(outcome.scan, inspection.packageJson, report);
  },
});

/** Says what attw said, as findings of ours: one a kind, at the first entry point that it concerns. */
export function sayAttw(
  { problems }: AttwScan,
  { exports }: PackageManifest,
  report: Report<(typeof codes)[ProblemKind]>,
): void {
  const kinds = new Map<ProblemKind, { problem: AttwProblem; entrypoints: Set<string> }>();
  for (const problem of problems) {
    const { kind, seen } = problem;
    if (!isKnown(kind)) continue;
    const concerned = seen.filter(({ resolution }) => resolution !== 'node10').map(({ entrypoint }) => entrypoint);
    const entrypoints = concerned.filter((entrypoint) => matters(kind, entrypoint, exports));
    if (entrypoints.length === 0) continue;
    const before = kinds.get(kind);
    for (const entrypoint of entrypoints) before?.entrypoints.add(entrypoint);
    if (!before) kinds.set(kind, { problem, entrypoints: new Set(entrypoints) });
  }
  for (const [kind, { problem, entrypoints }] of kinds) {
    const { file, line, typesFile = '', codeFile = '', detail = '' } = problem;
    const [entrypoint = '.', ...others] = entrypoints;
    const inFile = file === undefined ? undefined : { file, ...(line === undefined ? {} : { line }) };
    const args = { entrypoint, more: others.length, typesFile, codeFile, detail };
    report(codes[kind], args, inFile ?? placeOf(entrypoint, exports));
  }
}

const isKnown = (kind: string): kind is keyof typeof codes => Object.hasOwn(codes, kind);

/** Types of bundled dependencies are theirs. */
function hasTypes({ files }: Pick<Inspection, 'files'>): boolean {
  return [...files.keys()].some((path) => /\.d\.[cm]?ts$/.test(path) && !/(^|\/)node_modules\//.test(path));
}

/**
 * attw asks every way of resolving of every entry point. TypeScript has given up the oldest (node10), so that is not
 * asked at all. A stylesheet has no types. And ES modules alone are a decision: that `require` gets one is a mistake
 * only where the package offers something for `require`.
 */
function matters(kind: ProblemKind, entrypoint: string, exports: unknown): boolean {
  if (kind === 'NoResolution') return !/\.(?![cm]?[jt]sx?$)\w+$/.test(entrypoint);
  if (kind === 'CJSResolvesToESM') return offersRequire(entryOf(entrypoint, exports));
  return true;
}

function entryOf(entrypoint: string, exports: unknown): unknown {
  return valueAt(exports, [entrypoint]) ?? (entrypoint === '.' ? exports : undefined);
}

function offersRequire(entry: unknown): boolean {
  const left = [entry];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, 'require')) return true;
    left.push(...Object.values(value));
  }
  return false;
}

function placeOf(entrypoint: string, exports: unknown) {
  if (exports === undefined) return inPackageJson([]);
  return inPackageJson(valueAt(exports, [entrypoint]) === undefined ? ['exports'] : ['exports', entrypoint]);
}
