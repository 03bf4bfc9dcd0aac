import type { Wording } from '../wording.ts';
import { dependencyWords } from './inspect-dependencies.ts';
import { forbiddenWords } from './inspect-files.ts';
import { manifestWords } from './inspect-manifest.ts';
import { howToPack, type Missing } from './inspect-missing.ts';
import { wheelWords } from './inspect-wheel.ts';

/** Words for findings about what is in the package. */
export const inspectWords = {
  'findings-left-out': {
    severity: 'info',
    message: (a: { code: string; more: number }) => `${a.more} more findings of ${a.code} are not shown`,
    remediation: () => 'Mend those that are shown, and inspect again.',
  },
  'inspect-not-ready': {
    severity: 'error',
    message: (a: { expected: string; found: string; advice: string }) =>
      `inspecting this subject needs ${a.expected}, found ${a.found}`,
    remediation: (a: { advice: string }) => a.advice,
  },
  'inspect-previous-unusable': {
    severity: 'error',
    message: (a: { spec: string; reason: string; more: number }) =>
      `--against ${a.spec}: expected a package to compare with, found one that is none: ${a.reason}${a.more > 0 ? ` (and ${a.more} more findings)` : ''}`,
    remediation: (a: { spec: string }) => `See all that is wrong with it: shakedown inspect ${a.spec}`,
  },
  'packed-name-differs': {
    severity: 'error',
    message: (a: { from: string; expected: string; found: string }) =>
      `the packed package is named ${a.found}, expected ${a.expected} as ${a.from} says`,
    remediation: () => 'Look for a script that rewrites package.json while packing (prepack, prepare).',
  },
  'packed-version-differs': {
    severity: 'error',
    message: (a: { from: string; expected: string; found: string }) =>
      `the packed package has version ${a.found}, expected ${a.expected} as ${a.from} says`,
    remediation: () => 'Look for a script that rewrites package.json while packing (prepack, prepare).',
  },
  'readme-missing': {
    severity: 'warning',
    message: (_: Record<string, never>) => 'no README is packed, so the package page will be empty',
    remediation: () => 'Add a README.md beside package.json; npm packs it without an entry in "files".',
  },
  'license-missing': {
    severity: 'warning',
    message: (_: Record<string, never>) => 'no LICENSE file is packed',
    remediation: () => 'Add a LICENSE beside package.json; npm packs it without an entry in "files".',
  },
  'required-file-missing': {
    severity: 'error',
    message: (a: Missing) => `${a.path} is required in the package, found ${a.found}`,
    remediation: howToPack,
  },
  'bin-missing': {
    severity: 'error',
    message: (a: Missing & { command: string }) =>
      `the command ${a.command} is ${a.path}, which is not packed (found ${a.found}): nothing would be installed for it`,
    remediation: howToPack,
  },
  'bin-shebang-missing': {
    severity: 'error',
    message: (a: { command: string; found: string }) =>
      `the command ${a.command} must begin with #!/usr/bin/env node, found ${a.found}`,
    remediation: () => 'Make "#!/usr/bin/env node" the very first line of the file.',
  },
  'bin-shebang-crlf': {
    severity: 'error',
    message: (a: { command: string }) =>
      `the #! line of the command ${a.command} ends in CRLF, so Linux and macOS look for a program "node\\r"`,
    remediation: () => 'Save the file with LF line ends (in git: *.js text eol=lf).',
  },
  'bin-shebang-interpreter': {
    severity: 'error',
    message: (a: { command: string; found: string }) =>
      `the command ${a.command} must begin with #!/usr/bin/env node, found ${JSON.stringify(a.found)}`,
    remediation: () => 'Make "#!/usr/bin/env node" the first line of the file.',
  },
  'bin-shebang-arguments': {
    severity: 'error',
    message: (a: { command: string; found: string; meant: string }) =>
      `the command ${a.command} begins with ${JSON.stringify(a.found)}: Linux gives env all that follows as one word, and no such program is found`,
    remediation: (a: { meant: string }) =>
      `Begin the file with ${JSON.stringify(a.meant)}, or set in the program what it needs.`,
  },
  'bin-shebang-not-node': {
    severity: 'warning',
    message: (a: { command: string; found: string }) =>
      `the command ${a.command} is not run by node but by ${JSON.stringify(a.found)}, which a user may not have`,
    remediation: () => 'Say in the README what the command needs, or start it from a small node script.',
  },
  'bin-not-executable': {
    severity: 'info',
    message: (a: { command: string; path: string; mode: string }) =>
      `the command ${a.command} has mode ${a.mode} in the tarball; npm, pnpm, Yarn and Bun make it executable when they link it, so that only who unpacks by hand notices`,
    remediation: (a: { path: string }) => `To have it right there too: chmod +x ${a.path}`,
  },
  'bin-typescript': {
    severity: 'error',
    message: (a: { command: string; path: string }) =>
      `the command ${a.command} is ${a.path}: Node runs no TypeScript below node_modules, so that it fails wherever it is installed`,
    remediation: (a: { command: string }) =>
      `Pack what the build makes of it, and name that file for ${a.command} in "bin".`,
  },
  'entry-point-typescript': {
    severity: 'warning',
    message: (a: { how: string; path: string }) =>
      `${a.how} of the package gives ${a.path}: Node loads no TypeScript below node_modules, only a bundler or another runtime can`,
    remediation: () =>
      'Name the built file in "main" or "exports"; of publishConfig npm takes no such field, only pnpm and Yarn do.',
  },
  'entry-point-missing': {
    severity: 'error',
    message: (a: Missing & { field: string }) =>
      `"${a.field}" names ${a.path}, which is not packed (found ${a.found}): importing the package fails`,
    remediation: howToPack,
  },
  'entry-point-invalid': {
    severity: 'error',
    message: (a: { target: string }) =>
      `"exports" names ${a.target}: a target must start with ./, and Node refuses to import any other`,
    remediation: (a: { target: string }) => `Write "./${a.target.replace(/^(\.{0,2}\/)+/, '')}".`,
  },
  'imports-missing': {
    severity: 'warning',
    message: (a: Missing) =>
      `"imports" names ${a.path}, which is not packed (found ${a.found}): what imports it by its # name fails`,
    remediation: howToPack,
  },
  'types-missing': {
    severity: 'warning',
    message: (a: Missing & { field: string }) => `"${a.field}" names ${a.path}, which is not packed (found ${a.found})`,
    remediation: howToPack,
  },
  'files-entry-matches-nothing': {
    severity: 'warning',
    message: (a: { entry: string }) => `the entry "${a.entry}" of "files" matches no packed file`,
    remediation: () => 'Build what it names before packing, correct it, or remove it; look at .npmignore too.',
  },
  ...forbiddenWords,
  ...dependencyWords,
  ...manifestWords,
  ...wheelWords,
} satisfies Wording;
