import type { Message } from 'publint';
import type { PackageManifest, PublintMessage, PublintScan } from '../../../schemas/types.ts';
import { defineRule, type Report } from '../inspect/rule.ts';
import { inPackageJson, spoken, valueAt } from './package-place.ts';
import { scan } from './scan.ts';

const limits = { timeoutMs: 60_000, heapMiB: 96 };
/** Its time grows with the square of the number of files: 0.3 s of CPU for 2,000, 20 s for 40,000. */
export const mostFiles = 10_000;

/** What publint can say, and what it is to us; left out is what is said elsewhere, or is taste. */
const codes = {
  IMPLICIT_INDEX_JS_INVALID_FORMAT: 'publint-implicit-index-js-invalid-format',
  FILE_INVALID_FORMAT: 'publint-file-invalid-format',
  FILE_INVALID_EXPLICIT_FORMAT: 'publint-file-invalid-explicit-format',
  FILE_INVALID_JSX_EXTENSION: 'publint-file-invalid-jsx-extension',
  FILE_DOES_NOT_EXIST: 'publint-file-does-not-exist',
  MODULE_SHOULD_BE_ESM: 'publint-module-should-be-esm',
  EXPORTS_GLOB_NO_DEPRECATED_SUBPATH_MAPPING: 'publint-exports-glob-no-deprecated-subpath-mapping',
  EXPORTS_TYPES_SHOULD_BE_FIRST: 'publint-exports-types-should-be-first',
  EXPORTS_MODULE_SHOULD_PRECEDE_REQUIRE: 'publint-exports-module-should-precede-require',
  EXPORTS_DEFAULT_SHOULD_BE_LAST: 'publint-exports-default-should-be-last',
  EXPORTS_MODULE_SHOULD_BE_ESM: 'publint-exports-module-should-be-esm',
  EXPORTS_MISSING_ROOT_ENTRYPOINT: 'publint-exports-missing-root-entrypoint',
  EXPORTS_FALLBACK_ARRAY_USE: 'publint-exports-fallback-array-use',
  EXPORTS_VALUE_CONFLICTS_WITH_BROWSER: 'publint-exports-value-conflicts-with-browser',
  IMPORTS_KEY_INVALID: 'publint-imports-key-invalid',
  IMPORTS_VALUE_INVALID: 'publint-imports-value-invalid',
  IMPORTS_GLOB_NO_DEPRECATED_SUBPATH_MAPPING: 'publint-imports-glob-no-deprecated-subpath-mapping',
  IMPORTS_DEFAULT_SHOULD_BE_LAST: 'publint-imports-default-should-be-last',
  IMPORTS_MODULE_SHOULD_PRECEDE_REQUIRE: 'publint-imports-module-should-precede-require',
  IMPORTS_MODULE_SHOULD_BE_ESM: 'publint-imports-module-should-be-esm',
  IMPORTS_FALLBACK_ARRAY_USE: 'publint-imports-fallback-array-use',
  CJS_WITH_ESMODULE_DEFAULT_EXPORT: 'publint-cjs-with-esmodule-default-export',
  NESTED_PACKAGE_JSON_FIELD_IGNORED: 'publint-nested-package-json-field-ignored',
  FIELD_INVALID_VALUE_TYPE: 'publint-field-invalid-value-type',
  INVALID_REPOSITORY_VALUE: 'publint-invalid-repository-value',
  USE_ENGINES_NODE: 'publint-use-engines-node',
  USE_LICENSE: 'publint-use-license',
  DEPRECATED_FIELD_JSNEXT: 'publint-deprecated-field-jsnext',
  // Said of what was not packed, which is not asked, and of nothing any more.
  FILE_NOT_PUBLISHED: undefined,
  IMPORTS_GLOB_NO_MATCHED_FILES: undefined,
  // Said by rules of ours.
  EXPORTS_GLOB_NO_MATCHED_FILES: undefined,
  EXPORTS_VALUE_INVALID: undefined,
  LOCAL_DEPENDENCY: undefined,
  BIN_FILE_NOT_EXECUTABLE: undefined,
  USE_FILES: undefined,
  // Said by attw, which asks TypeScript itself.
  TYPES_NOT_EXPORTED: undefined,
  EXPORTS_TYPES_INVALID_FORMAT: undefined,
  // Another way to arrange a package: nobody suffers from this one.
  USE_TYPE: undefined,
  USE_SIDE_EFFECTS: undefined,
  USE_EXPORTS_BROWSER: undefined,
  USE_EXPORTS_OR_IMPORTS_BROWSER: undefined,
  HAS_MODULE_BUT_NO_EXPORTS: undefined,
  HAS_ESM_MAIN_BUT_NO_EXPORTS: undefined,
} as const satisfies Record<Message['code'], `publint-${string}` | undefined>;

/** Fields whose missing files are findings of our own rules. */
const lookedAtElsewhere = new Set(['main', 'exports', 'types', 'typings', 'bin']);

/** By a rule of ours: about files that are missing, and about what npm corrects when it publishes. */
function isSaidElsewhere({ code, path, args: { type } }: PublintMessage, packageJson: PackageManifest): boolean {
  if (code === 'FILE_DOES_NOT_EXIST') return lookedAtElsewhere.has(path[0] ?? '');
  if (code !== 'INVALID_REPOSITORY_VALUE') return false;
  const repository = valueAt(packageJson, ['repository']);
  // An address as a string instead of an object is one all the same.
  const isAddress = typeof repository === 'string' && repository.includes('://');
  return type === 'shorthand-git-sites' || (type === 'invalid-string-shorthand' && isAddress);
}

/** What bundlers and Node make of the entry points, by publint. */
export const publint = defineRule({
  codes: [...Object.values(codes).filter((code) => code !== undefined), 'publint-not-asked', 'publint-not-finished'],
  title: 'Bundlers and Node read the entry points as they are meant',
  async check(inspection, report) {
    const { size: files } = inspection.files;
    if (files > mostFiles) return report('publint-not-asked', { files, most: mostFiles }, {});
    const outcome = await scan('publint', inspection, limits);
    if (!outcome.finished) return report('publint-not-finished', { how: outcome.how }, {});
    sayPublint(outcome.scan, inspection.packageJson, report);
  },
});

/** Says what publint said, as findings of ours. */
export function sayPublint(
  { messages }: PublintScan,
  packageJson: PackageManifest,
  report: Report<Exclude<(typeof codes)[Message['code']], undefined>>,
): void {
  for (const message of messages) {
    const { code, path, args, times } = message;
    const ours = isKnown(code) ? codes[code] : undefined;
    if (ours === undefined) continue;
    if (isSaidElsewhere(message, packageJson)) continue;
    // What is imported runs where the program around it does; whoever runs a command has to be told.
    if (code === 'USE_ENGINES_NODE' && packageJson.bin === undefined) continue;
    // publint points at the name where it means the package.
    const keys = path[0] === 'name' ? [] : path;
    const value = valueAt(packageJson, keys);
    const found = typeof value === 'string' ? value : JSON.stringify(value ?? null).slice(0, 80);
    const inFile = keys.length === 0 ? args.filePath?.replace(/^(\.?\/)+/, '') : undefined;
    const where = inFile === undefined ? inPackageJson(keys) : { file: inFile };
    report(ours, { field: spoken(keys), found, more: times - 1, ...args }, where);
  }
}

const isKnown = (code: string): code is keyof typeof codes => Object.hasOwn(codes, code);
