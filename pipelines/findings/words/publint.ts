import type { Wording } from '../wording.ts';

/** What publint says of a field and its value, and its own arguments by their names. */
interface Said extends Partial<Record<PublintArgument, string>> {
  field: string;
  found: string;
  /** further files of which the same holds, at the same place */
  more: number;
}
type PublintArgument =
  | 'actualExtension'
  | 'actualFilePath'
  | 'actualFormat'
  | 'browserishCondition'
  | 'expectExtension'
  | 'expectFormat'
  | 'expectPath'
  | 'expectTypes'
  | 'expectValue'
  | 'filePath'
  | 'globbedFilePath'
  | 'licenseFilePath'
  | 'mainFields'
  | 'suggestKey'
  | 'suggestValue'
  | 'type';

/** `"main" names a.js`, or `a.js` where no field does. */
function named(a: Said): string {
  const file = (a.actualFilePath ?? a.globbedFilePath ?? a.found).replace(/^(\.?\/)+/, '');
  const more = a.more > 0 ? ` (and ${a.more} more)` : '';
  return a.field === '' ? `${file}${more}` : `"${a.field}" names ${file}${more}`;
}
const notLast = {
  severity: 'warning',
  message: (a: Said) => `"${a.field}" stands before other conditions, which are therefore never looked at`,
  remediation: () => 'Make "default" the last key of its object.',
} as const;
const moduleTooLate = {
  severity: 'warning',
  message: (a: Said) => `"${a.field}" stands behind "require", so bundlers take the CommonJS file`,
  remediation: () => 'Put "module" before "require".',
} as const;
const notEsm = {
  severity: 'warning',
  message: (a: Said) => `"${a.field}" is for ES modules, found CommonJS in ${a.found}`,
  remediation: () => 'Name a file with import and export there, or take the field out.',
} as const;
const fallbacks = {
  severity: 'info',
  message: (a: Said) => `"${a.field}" is a list of alternatives: tools differ in which of them they take`,
  remediation: () => 'Write the one target that is meant, or conditions.',
} as const;
const oldMapping = {
  severity: 'warning',
  message: (a: Said) => `"${a.field}" maps a whole directory by a slash at its end, which Node has removed`,
  remediation: (a: Said) => `Write "${(a.expectPath ?? '').split(', ').at(-1)}": "${a.expectValue}" instead.`,
} as const;

/** Words for what publint found. */
export const publintWords = {
  'publint-implicit-index-js-invalid-format': {
    severity: 'warning',
    message: (a: Said) => `index.js is what the package exports: expected ${a.expectFormat}, found ${a.actualFormat}`,
    remediation: () => 'Set "type" in package.json to what index.js is, or rename it and name it in "exports".',
  },
  'publint-file-invalid-format': {
    severity: 'warning',
    message: (a: Said) => `${named(a)}, which is read as ${a.expectFormat} and written as ${a.actualFormat}`,
    remediation: (a: Said) => `Give it the ending ${a.expectExtension}, or set "type" in package.json to what it is.`,
  },
  'publint-file-invalid-explicit-format': {
    severity: 'error',
    message: (a: Said) =>
      `${named(a)}, which is read as ${a.expectFormat} because of its ending and written as ${a.actualFormat}: loading it fails`,
    remediation: (a: Said) => `Give it the ending ${a.expectExtension}, or build it as ${a.expectFormat}.`,
  },
  'publint-file-invalid-jsx-extension': {
    severity: 'warning',
    message: (a: Said) => `${named(a)}: no tool knows the ending ${a.actualExtension}`,
    remediation: () => 'Give it the ending .jsx.',
  },
  'publint-file-does-not-exist': {
    severity: 'warning',
    message: (a: Said) => `"${a.field}" names ${a.found}, which is not packed`,
    remediation: () => 'Build it before packing, correct the path, or take the field out.',
  },
  'publint-module-should-be-esm': notEsm,
  'publint-exports-module-should-be-esm': notEsm,
  'publint-imports-module-should-be-esm': notEsm,
  'publint-exports-glob-no-deprecated-subpath-mapping': oldMapping,
  'publint-imports-glob-no-deprecated-subpath-mapping': oldMapping,
  'publint-exports-types-should-be-first': {
    severity: 'warning',
    message: (a: Said) =>
      `"${a.field}" stands behind another condition that matches first, so TypeScript does not see it`,
    remediation: () => 'Make "types" the first key of its object.',
  },
  'publint-exports-module-should-precede-require': moduleTooLate,
  'publint-imports-module-should-precede-require': moduleTooLate,
  'publint-exports-default-should-be-last': notLast,
  'publint-imports-default-should-be-last': notLast,
  'publint-exports-missing-root-entrypoint': {
    severity: 'warning',
    message: (a: Said) =>
      `"exports" has no ".", so "${a.mainFields}" counts for nobody: the package itself cannot be imported`,
    remediation: () => 'Add "." to "exports", or take the other field out.',
  },
  'publint-exports-fallback-array-use': fallbacks,
  'publint-imports-fallback-array-use': fallbacks,
  'publint-exports-value-conflicts-with-browser': {
    severity: 'warning',
    message: (a: Said) =>
      `"${a.field}" names ${a.found}, which "browser" replaces too when a bundler builds for ${a.browserishCondition}`,
    remediation: () => 'Give the two builds files of different names.',
  },
  'publint-imports-key-invalid': {
    severity: 'error',
    message: (a: Said) => `"${a.field}" must start with #: Node refuses to load it`,
    remediation: (a: Said) => `Write "${a.suggestKey}".`,
  },
  'publint-imports-value-invalid': {
    severity: 'error',
    message: (a: Said) => `"${a.field}" must start with ./, found ${a.found}: Node takes it for another package`,
    remediation: (a: Said) => `Write "${a.suggestValue}".`,
  },
  'publint-cjs-with-esmodule-default-export': {
    severity: 'info',
    message: (a: Said) =>
      `${a.field ? `"${a.field}" (${a.found})` : a.filePath} sets __esModule and exports.default: whoever imports the default gets it in some tools and an object around it in others`,
    remediation: () => 'Build an ES module beside it, or export by name.',
  },
  'publint-nested-package-json-field-ignored': {
    severity: 'info',
    message: (a: Said) => `its "${a.field}" counts for nobody: Node reads that field at the package's root only`,
    remediation: () => 'Take the field out, or the file when it came along with copied code.',
  },
  'publint-field-invalid-value-type': {
    severity: 'warning',
    message: (a: Said) => `"${a.field}" must be ${(a.expectTypes ?? '').replaceAll(', ', ' or ')}, found ${a.found}`,
    remediation: () => 'Correct the value, or take the field out.',
  },
  'publint-invalid-repository-value': {
    severity: 'info',
    message: (a: Said) =>
      a.type === 'deprecated-github-git-protocol'
        ? `"${a.field}" is ${a.found}: GitHub does not answer git:// any more`
        : `"${a.field}" is ${a.found}, which is not the address of a git repository`,
    remediation: () => 'Write git+https://<host>/<owner>/<name>.git.',
  },
  'publint-use-engines-node': {
    severity: 'info',
    message: () => 'no "engines.node" says which Node the package needs, so nobody is warned who has an older one',
    remediation: () => 'Set "engines.node" to the oldest Node that it is tested with.',
  },
  'publint-use-license': {
    severity: 'info',
    message: (a: Said) => `no "license" is stated, though ${(a.licenseFilePath ?? '').replace(/^\//, '')} is packed`,
    remediation: () => 'Set "license" to its SPDX name.',
  },
  'publint-deprecated-field-jsnext': {
    severity: 'info',
    message: (a: Said) => `"${a.field}" is read by no tool of today`,
    remediation: () => 'Write "module", or conditions in "exports".',
  },
  'publint-not-asked': {
    severity: 'info',
    message: (a: { files: number; most: number }) =>
      `publint was not asked: its time grows with the square of the number of files, and there are ${a.files}, more than ${a.most}`,
    remediation: () => 'Run npx publint on the tarball when there is time for it, or pack fewer files.',
  },
  'publint-not-finished': {
    severity: 'warning',
    message: (a: { how: string }) => `publint did not finish on this package (${a.how}): its checks are missing here`,
    remediation: () => 'Run npx publint on the tarball, or turn its rules off in the policy.',
  },
} satisfies Wording;
