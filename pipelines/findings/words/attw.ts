import type { Wording } from '../wording.ts';

type Resolved = { entrypoint: string; more: number; typesFile: string; codeFile: string; detail: string };

const where = ({ entrypoint, more }: Resolved): string =>
  `"${entrypoint}"${more > 0 ? ` (and ${more} more entry ${more > 1 ? 'points' : 'point'})` : ''}`;

/** Words for what attw found. */
export const attwWords = {
  'attw-no-resolution': {
    severity: 'warning',
    message: (a: Resolved) => `TypeScript finds neither types nor code for ${where(a)}`,
    remediation: () => 'Pack the files that "exports" names for it, or take the entry out.',
  },
  'attw-untyped-resolution': {
    severity: 'warning',
    message: (a: Resolved) => `TypeScript finds code and no types for ${where(a)}, though the package has types`,
    remediation: () => 'Name the declaration file as "types", first in that entry of "exports".',
  },
  'attw-false-cjs': {
    severity: 'warning',
    message: (a: Resolved) =>
      `for ${where(a)} TypeScript reads ${a.typesFile} as CommonJS, and Node loads ${a.codeFile}, an ES module: a default import is described wrongly`,
    remediation: () =>
      'Give import and require declarations of their own: "import": {"types": "./x.d.mts", ...}, "require": {"types": "./x.d.cts", ...}.',
  },
  'attw-false-esm': {
    severity: 'warning',
    message: (a: Resolved) =>
      `for ${where(a)} TypeScript reads ${a.typesFile} as an ES module, and Node loads ${a.codeFile}, which is CommonJS: require is refused where it works`,
    remediation: () =>
      'Give import and require declarations of their own: "import": {"types": "./x.d.mts", ...}, "require": {"types": "./x.d.cts", ...}.',
  },
  'attw-cjs-resolves-to-esm': {
    severity: 'warning',
    message: (a: Resolved) => `"require" of ${where(a)} leads to an ES module, which older Nodes refuse to require`,
    remediation: () => 'Name a .cjs file for "require", or take that condition out.',
  },
  'attw-named-exports': {
    severity: 'warning',
    message: (a: Resolved) =>
      `the types of ${where(a)} promise names that Node does not find in ${a.codeFile} when it is imported: ${a.detail}`,
    remediation: () => 'Export them as Node can see it (exports.name = ...), or build an ES module for "import".',
  },
  'attw-fallback-condition': {
    severity: 'info',
    message: (a: Resolved) =>
      `TypeScript finds the types of ${where(a)} only by a condition that comes after one that failed, which Node would not do`,
    remediation: () => 'Make every condition of that entry lead to a file that is packed.',
  },
  'attw-false-export-default': {
    severity: 'warning',
    message: (a: Resolved) =>
      `the types of ${where(a)} (${a.typesFile}) have a default export, and ${a.codeFile} sets module.exports: the promised default is not there`,
    remediation: () => 'Write "export =" in the declarations, or set exports.default in the code.',
  },
  'attw-missing-export-equals': {
    severity: 'info',
    message: (a: Resolved) =>
      `the types of ${where(a)} (${a.typesFile}) have a default export alone, and ${a.codeFile} can be called without .default too`,
    remediation: () => 'Write "export =" with a default in the declarations.',
  },
  'attw-cjs-only-exports-default': {
    severity: 'info',
    message: (a: Resolved) =>
      `${where(a)} is CommonJS with nothing but exports.default: an import in Node gets an object around it`,
    remediation: () => 'Set module.exports too, or build an ES module for "import".',
  },
  'attw-unexpected-module-syntax': {
    severity: 'warning',
    message: (a: Resolved) => `the code of ${where(a)} is not written in the kind of module that Node reads it as`,
    remediation: () => 'Give it the ending .mjs or .cjs, or set "type" in package.json to what it is.',
  },
  'attw-internal-resolution-error': {
    severity: 'warning',
    message: (a: Resolved) => `the types of ${where(a)} import ${a.detail}, which TypeScript does not find`,
    remediation: () => 'Pack the file that it names, or write the import with its ending (./x.js).',
  },
  'attw-not-finished': {
    severity: 'warning',
    message: (a: { how: string }) => `attw did not finish on this package (${a.how}): its checks are missing here`,
    remediation: () => 'Run npx @arethetypeswrong/cli on the tarball, or turn its rules off in the policy.',
  },
} satisfies Wording;
