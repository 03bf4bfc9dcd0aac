import { formatBytes } from '../../report/quantities.ts';
import type { Wording } from '../wording.ts';

/** Every finding says which step it was, and whether that step allows it: then it is a note. */
type Step = { from: string; to: string; next: string; met: boolean };

const sayIt = 'The version allows it: say it in the changelog.';

/** The next step where only a version that may break its users allows what was found. */
const breaks =
  (code: string, instead: string) =>
  ({ from, to, next, met }: Step): string =>
    met
      ? sayIt
      : `It needs a major version (${from} -> ${to} is none): release ${next} or later, or ${instead}. Where nobody can be hurt, set ${code} to "info" in the policy's rules.`;

/** The next step where no version allows it: somebody has to say that it is meant. */
const signOff = (code: string, look: string) => (): string =>
  `${look}; when it is meant, sign it off: set ${code} to "info" in the policy's rules.`;

const more = (count: number, what: string): string =>
  count > 0 ? ` (and ${count} more ${what}${count > 1 ? 's' : ''})` : '';
type Sized = { before: number; after: number };
const sizes = ({ before, after }: Sized): string => `from ${formatBytes(before)} to ${formatBytes(after)}`;

/** The first of several, said in full. */
type Several = { what: string; more: number };
const others = (count: number): string => (count > 0 ? ` (and ${count} more)` : '');

/** Words for findings about what changed since an earlier version. */
export const againstWords = {
  'against-other-package': {
    severity: 'error',
    message: (a: { expected: string; found: string }) =>
      `compared with another package: expected ${a.expected}, found ${a.found}`,
    remediation: () => 'Give an earlier version of this package to --against.',
  },
  'against-not-newer': {
    severity: 'warning',
    message: (a: { from: string; to: string; same: boolean }) =>
      a.same
        ? `both versions are ${a.from}: what changed is judged as if it were released under that number again`
        : `the version ${a.to} is lower than ${a.from}, which it is compared with`,
    remediation: (a: { from: string; to: string; same: boolean }) =>
      a.same ? 'Set the version of the next release first.' : 'Compare with the version that users of it have now.',
  },
  'against-export-removed': {
    severity: 'error',
    message: (a: Step & { subpath: string; more: number }) =>
      `"${a.subpath}" could be imported in ${a.from} and leads nowhere now${more(a.more, 'entry point')}`,
    remediation: breaks('against-export-removed', 'bring it back'),
  },
  'against-exports-closed': {
    severity: 'error',
    message: (a: Step & { subpath: string; more: number }) =>
      `"exports" now shuts files out that could be imported in ${a.from}: "${a.subpath}"${more(a.more, 'file')}`,
    remediation: breaks('against-exports-closed', 'add those that are meant to be imported to "exports"'),
  },
  'against-require-lost': {
    severity: 'error',
    message: (a: Step & { subpath: string; found: string; more: number }) =>
      `require of "${a.subpath}" gave CommonJS in ${a.from}, found ${a.found} now${more(a.more, 'entry point')}`,
    remediation: breaks('against-require-lost', 'build CommonJS for "require"'),
  },
  'against-types-removed': {
    severity: 'error',
    message: (a: Step & { subpath: string; more: number }) =>
      `"${a.subpath}" had types in ${a.from} and has none now${more(a.more, 'entry point')}`,
    remediation: breaks('against-types-removed', 'pack the declarations'),
  },
  'against-bin-removed': {
    severity: 'error',
    message: (a: Step & { command: string }) => `the command ${a.command} of ${a.from} is gone`,
    remediation: breaks('against-bin-removed', 'bring it back'),
  },
  'against-bin-added': {
    severity: 'warning',
    message: (a: Step & { command: string; path: string }) =>
      `the command ${a.command} (${a.path}) is new since ${a.from}`,
    remediation: ({ from, to, met }: Step) =>
      met
        ? sayIt
        : `Something new needs a minor version (${from} -> ${to} is none); when it is meant, set against-bin-added to "info" in the policy's rules.`,
  },
  'against-bin-changed': {
    severity: 'info',
    message: (a: Step & { command: string; before: string; path: string }) =>
      `the command ${a.command} is ${a.path} now, ${a.before} in ${a.from}`,
    remediation: () => 'Nothing, when the command does what it did.',
  },
  'against-file-removed': {
    severity: 'error',
    message: (a: Step & { path: string; more: number }) =>
      `${a.path}, which could be imported in ${a.from}, is not packed any more${more(a.more, 'file')}`,
    remediation: breaks('against-file-removed', 'pack it again, or list it in contents.allowed'),
  },
  'against-data-removed': {
    severity: 'error',
    message: (a: Step & { path: string; more: number }) =>
      `${a.path} was packed in ${a.from} and is not any more${more(a.more, 'file')}`,
    remediation: () =>
      'Look for a build step or an entry of "files" that is missing; when it is meant, list the path in contents.allowed of the policy.',
  },
  'against-internals-removed': {
    severity: 'warning',
    message: (a: Step & { path: string; more: number }) =>
      `${a.path} was packed in ${a.from} and is not any more${more(a.more, 'file')}; no entry point named it`,
    remediation: ({ met }: Step) =>
      met ? sayIt : 'Make sure that nothing in the package loads it; list the path in contents.allowed of the policy.',
  },
  'against-file-kind-changed': {
    severity: 'error',
    message: (a: Step & { was: string; is: string; more: number }) =>
      `it was ${a.was} in ${a.from} and is ${a.is} now${more(a.more, 'file')}`,
    remediation: signOff('against-file-kind-changed', 'See what the build has put there'),
  },
  'against-mode-changed': {
    severity: 'warning',
    message: (a: Step & { was: string; is: string; more: number }) =>
      `its mode was ${a.was} in ${a.from} and is ${a.is} now${more(a.more, 'file')}`,
    remediation: signOff('against-mode-changed', 'Set it back with chmod before packing'),
  },
  'against-file-grown': {
    severity: 'warning',
    message: (a: Step & Sized & { more: number }) => `it has grown ${sizes(a)} since ${a.from}${more(a.more, 'file')}`,
    remediation: signOff('against-file-grown', 'See what the build has put into it'),
  },
  'against-package-grown': {
    severity: 'warning',
    message: (a: Step & Sized) => `the unpacked package has grown ${sizes(a)} since ${a.from}`,
    remediation: signOff('against-package-grown', 'Look for files packed by mistake with npm pack --dry-run'),
  },
  'against-large-file-added': {
    severity: 'warning',
    message: (a: Step & { size: number; more: number }) =>
      `a file of ${formatBytes(a.size)} is new since ${a.from}${more(a.more, 'file')}`,
    remediation: signOff('against-large-file-added', 'Make sure that users need it'),
  },
  'against-dependency-added': {
    severity: 'warning',
    message: (a: Step & Several) => `the dependency ${a.what}${others(a.more)} is new since ${a.from}`,
    remediation: signOff('against-dependency-added', 'Look at what it is, and what it brings along'),
  },
  'against-dependency-removed': {
    severity: 'info',
    message: (a: Step & Several) => `the dependency ${a.what}${others(a.more)} of ${a.from} is gone`,
    remediation: () => 'Nothing, when no file of the package imports it any more.',
  },
  'against-dependency-changed': {
    severity: 'info',
    message: (a: Step & Several) =>
      `the range of the dependency ${a.what}${others(a.more)} is another one since ${a.from}`,
    remediation: () => 'Nothing, when it was tested with what the new range takes.',
  },
  'against-peer-added': {
    severity: 'error',
    message: (a: Step & { name: string; range: string }) =>
      `users have to install ${a.name} (${a.range}) themselves, which ${a.from} did not ask for`,
    remediation: breaks('against-peer-added', 'make it optional in peerDependenciesMeta'),
  },
  'against-peer-narrowed': {
    severity: 'error',
    message: (a: Step & { name: string; before: string; after: string }) =>
      `the peer dependency ${a.name} takes ${a.after} now, ${a.before} in ${a.from}: some who had it right have it wrong`,
    remediation: breaks('against-peer-narrowed', 'take the earlier range as well'),
  },
  'against-optional-required': {
    severity: 'error',
    message: (a: Step & { name: string; range: string }) =>
      `the dependency ${a.name} (${a.range}) was optional in ${a.from}: where it cannot be installed, the package cannot be any more`,
    remediation: breaks('against-optional-required', 'leave it in optionalDependencies'),
  },
  'against-install-script-added': {
    severity: 'error',
    message: (a: Step & { name: string; command: string }) =>
      `a script is new since ${a.from} that runs wherever the package is installed: ${a.name}: ${a.command}`,
    remediation: (a: Step & { name: string; command: string }) =>
      `Do it when the command is first run instead; when it is meant, sign it off: list "${a.name}" in contents.installScripts of the policy.`,
  },
  'against-install-script-changed': {
    severity: 'warning',
    message: (a: Step & { name: string; was: string; is: string }) =>
      `the install script ${a.name} was "${a.was}" in ${a.from} and is "${a.is}" now`,
    remediation: signOff('against-install-script-changed', 'Look at what it does on the machines of users'),
  },
  'against-engines-raised': {
    severity: 'error',
    message: (a: Step & { engine: string; before: string; after: string }) =>
      `${a.engine} must be ${a.after} now, ${a.before} in ${a.from}`,
    remediation: breaks('against-engines-raised', 'keep the earlier range'),
  },
  'against-platform-narrowed': {
    severity: 'error',
    message: (a: Step & { field: string; before: string; after: string; lost: string }) =>
      `"${a.field}" was ${a.before} in ${a.from} and is ${a.after} now: ${a.lost} cannot install it any more`,
    remediation: breaks('against-platform-narrowed', 'keep the earlier list'),
  },
  'against-license-changed': {
    severity: 'error',
    message: (a: Step & { was: string; is: string }) => `the licence was ${a.was} in ${a.from} and is ${a.is} now`,
    remediation: signOff('against-license-changed', 'Ask who may decide that'),
  },
} satisfies Wording;
