/** One smoke as Vitest has it, as a result of ours. */
import { relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestError } from 'vitest';
import type { TestCase } from 'vitest/node';
import type { SchemaDifference, SmokeMeta, SmokeResult } from '../../schemas/types.ts';
import { check, describeProblem, parseAs } from '../../smoke/schema/validate.ts';
import type { SmokeFile } from '../../smoke/smoke-files.ts';
import type { SmokeName } from '../policy/suites.ts';
import { packageRoot } from '../version.ts';

type SmokeError = NonNullable<SmokeResult['errors']>[number];

export interface ResultOptions {
  /** In which they are run. */
  cell?: string | undefined;
  files: readonly SmokeFile[];
  requiredOf: (smoke: SmokeName) => boolean;
  /** Why smokes that did not run did not: the run was interrupted, or ended at the first failure. */
  cutShort?: string | undefined;
}

/** The suite of `smokes > the smokes can be loaded` and its like, which belong to none. */
const noSuite = 'smokes';

/** `daemon > start again reuses the same daemon`: the smoke's file and its title. */
export function nameOf(test: TestCase): string {
  const [stem, ...titles] = [...ancestors(test)].reverse();
  return [stem, ...titles, test.name].join(' > ');
}

/** The suite whose file the smoke is in. */
export function suiteOf(test: TestCase, files: readonly SmokeFile[]): string {
  return fileWith(nameOf(test), files)?.suite ?? noSuite;
}

function fileWith(name: string, files: readonly SmokeFile[]): SmokeFile | undefined {
  return files.find(({ stem }) => name.startsWith(`${stem} > `));
}

/** The result of a smoke that has finished, or that nobody finished. */
export function resultOf(test: TestCase, options: ResultOptions): SmokeResult {
  const name = nameOf(test);
  const { path, suite = noSuite, stem = '' } = fileWith(name, options.files) ?? {};
  const diagnostic = test.diagnostic();
  const meta = readMeta(test.meta().shakedown);
  return {
    name,
    suite,
    ...(options.cell === undefined ? {} : { cell: options.cell }),
    file: path === undefined ? '' : fileOf(path).replace(/^smoke\//, ''),
    title: name.slice(stem.length + 3),
    required: options.requiredOf({ name, suite }),
    ...outcomeOf(test, meta, options.cutShort, path),
    startedAt: new Date(diagnostic?.startTime ?? Date.now()).toISOString(),
    durationMs: Math.max(0, diagnostic?.duration ?? 0),
    ...(meta.ok && meta.value.record ? { record: meta.value.record } : {}),
  };
}

/** Something went wrong beside the smokes: a failed result of its own, so that it can never look like a pass. */
export function faultResult(title: string, errors: readonly TestError[], cell?: string): SmokeResult {
  return {
    name: `${noSuite} > ${title}`,
    suite: noSuite,
    ...(cell === undefined ? {} : { cell }),
    file: '',
    title,
    required: true,
    outcome: 'failed',
    startedAt: new Date().toISOString(),
    durationMs: 0,
    errors: errorsOf(errors),
  };
}

type Meta = ReturnType<typeof check<'smoke-meta'>>;

function readMeta(meta: SmokeMeta | undefined): Meta {
  return check('smoke-meta', meta ?? {});
}

function outcomeOf(
  test: TestCase,
  meta: Meta,
  cutShort: string | undefined,
  path: string | undefined,
): Pick<SmokeResult, 'outcome' | 'reason' | 'errors'> {
  const result = test.result();
  const broken: SmokeError[] = meta.ok
    ? []
    : [{ message: `the smoke's record is not valid: ${meta.problems.map(describeProblem).join('; ')}` }];
  switch (result.state) {
    case 'failed':
      return { outcome: 'failed', errors: [...errorsOf(result.errors, path), ...broken] };
    case 'passed':
      return broken.length > 0 ? { outcome: 'failed', errors: broken } : { outcome: 'passed' };
    case 'pending':
      if (cutShort !== undefined) return { outcome: 'skipped', reason: cutShort };
      return { outcome: 'failed', errors: [{ message: 'the smoke did not finish' }] };
    case 'skipped': {
      if (meta.ok && meta.value.notApplicable) return { outcome: 'not-applicable', reason: result.note ?? '' };
      const skippedItself = meta.ok && test.meta().shakedown !== undefined && meta.value.record === undefined;
      const reason = skippedItself ? result.note : (cutShort ?? result.note);
      return { outcome: 'skipped', reason: reason ?? 'marked in its file as not to be run' };
    }
  }
}

/** Vitest says twice what a fixture throws at its end. */
function errorsOf(errors: readonly TestError[], path?: string): SmokeError[] {
  const found = errors.map((error) => errorOf(error, path));
  return found.filter(({ message }, at) => found.findIndex((other) => other.message === message) === at);
}

/** @param path the smoke's file: only a line in it tells the reader of a smoke where to look */
function errorOf(error: TestError, path?: string): SmokeError {
  const frames = error.stacks ?? [];
  const frame = path === undefined ? frames[0] : frames.find(({ file }) => file === path);
  return {
    message: stripVTControlCharacters(error.message),
    ...(error.diff ? { diff: stripVTControlCharacters(error.diff) } : {}),
    ...(frame ? { at: `${fileOf(frame.file)}:${frame.line}:${frame.column}` } : {}),
    ...differenceIn(error),
  };
}

/** What toMatchContract has put into its result's `meta`; Vitest hands that over under this name. */
function differenceIn(error: TestError): { difference?: SchemaDifference } {
  const context: unknown = error.__vitest_error_context__;
  if (!isObject(context) || !isObject(context.meta) || context.meta.difference === undefined) return {};
  return { difference: parseAs('schema-difference', context.meta.difference, 'what a matcher says of an output') };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** As people name a file of ours: from the package's directory on, with slashes. */
function fileOf(path: string): string {
  return relative(packageRoot, path).split(sep).join('/');
}

function* ancestors(test: TestCase): Generator<string> {
  for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent) yield parent.name;
}
