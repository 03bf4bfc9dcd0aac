import type { Wording } from '../wording.ts';

/** Words for findings about what a package needs and carries along. */
export const dependencyWords = {
  'bundled-dependency-missing': {
    severity: 'error',
    message: (a: { name: string; path: string }) =>
      `the bundled dependency ${a.name} is not packed: expected ${a.path}, found nothing`,
    remediation: (a: { name: string }) =>
      `Install it into the package's own node_modules before packing (npm install ${a.name}); a workspace may have hoisted it.`,
  },
  'bundled-dependency-incomplete': {
    severity: 'error',
    message: (a: { name: string; needed: string; range: string }) =>
      `the bundled dependency ${a.name} needs ${a.needed}@${a.range}, which is neither bundled nor a dependency of the package; npm does not install it`,
    remediation: (a: { needed: string }) =>
      `Add ${a.needed} to "dependencies", or install it so that it is bundled (npm ls ${a.needed} shows where it is).`,
  },
  'bundled-dependency-outdated': {
    severity: 'warning',
    message: (a: { name: string; expected: string; found: string; dir: string }) =>
      `${a.dir} is packed in version ${a.found}, expected ${a.expected}`,
    remediation: (a: { name: string }) => `Install the right version before packing: npm install ${a.name}`,
  },
  'dependency-local': {
    severity: 'error',
    message: (a: { name: string; spec: string }) =>
      `the dependency ${a.name} is "${a.spec}", which exists on the machine of its maintainer alone: installing fails`,
    remediation: (a: { name: string }) =>
      `Publish ${a.name} and name its version, or bundle it; a workspace's own tool (pnpm pack, yarn pack) writes the version.`,
  },
  'dependency-remote': {
    severity: 'warning',
    message: (a: { name: string; spec: string }) =>
      `the dependency ${a.name} is "${a.spec}", which is not from the registry: it can change or vanish, and needs git or that host to install`,
    remediation: (a: { name: string }) => `Depend on a published version of ${a.name}.`,
  },
  'dependency-invalid': {
    severity: 'error',
    message: (a: { name: string; spec: string }) =>
      `the dependency "${a.name}" is "${a.spec.slice(0, 120)}": expected a package's name, and a range that has a version in it or a dist-tag`,
    remediation: (a: { name: string }) => `Name a version range of ${a.name.trim()}, for example ^1.2.3.`,
  },
  'install-script': {
    severity: 'warning',
    message: (a: { name: string; command: string }) =>
      `the package runs ${JSON.stringify(a.command)} on every machine that installs it (${a.name}); npm 12 and pnpm do not run it unless the user allows it`,
    remediation: (a: { name: string }) =>
      `Do without it, or name it in the policy: {"contents": {"installScripts": ["${a.name}"]}}.`,
  },
  'install-script-not-allowed': {
    severity: 'error',
    message: (a: { name: string; command: string }) =>
      `the package runs ${JSON.stringify(a.command)} when it is installed (${a.name}), which the policy does not name`,
    remediation: (a: { name: string }) =>
      `Take it out; if it is meant, add "${a.name}" to contents.installScripts in the policy.`,
  },
  'engines-unusable': {
    severity: 'error',
    message: (a: { engine: string; range: string }) =>
      `"engines" wants ${a.engine} ${JSON.stringify(a.range.slice(0, 80))}, in which there is no version: npm warns every user, pnpm and Yarn 1 refuse`,
    remediation: () => 'Write a range of versions, for example ">=22" or "^20.19.0 || >=22".',
  },
  'platform-unknown': {
    severity: 'error',
    message: (a: { field: string; name: string; suggestion: string }) =>
      `"${a.field}" names ${JSON.stringify(a.name.slice(0, 40))}, which Node calls nothing: whoever is meant cannot install the package`,
    remediation: (a: { suggestion: string }) => `Name it as Node does: ${a.suggestion}.`,
  },
} satisfies Wording;
