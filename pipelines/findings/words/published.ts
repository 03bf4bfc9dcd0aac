import type { Wording } from '../wording.ts';

/** Words for what is found of a package that is published. */
export const publishedWords = {
  'published-of-nothing': {
    severity: 'error',
    message: (a: { file: string }) =>
      `no NAME@VERSION was given, and publishedPackageSmoke of ${a.file} names none either`,
    remediation: () => 'Name the published version, or write it into publishedPackageSmoke of the policy.',
  },
  'published-not-ready': {
    severity: 'error',
    message: (a: { expected: string; found: string; advice: string }) =>
      `a look at what is published needs ${a.expected}, found ${a.found}`,
    remediation: (a: { advice: string }) => a.advice,
  },
  'published-is-no-release': {
    severity: 'error',
    message: (a: { subject: string; found: string }) =>
      `${a.subject}: expected a published version, name@1.2.3, found a ${a.found}`,
    remediation: () => 'Name the version that was published; a directory or tarball is for shakedown verify.',
  },
  'published-within-unclear': {
    severity: 'error',
    message: (a: { found: string }) => `--within: expected minutes, 10 or 0.5, found ${a.found}`,
    remediation: () => 'Give a number of minutes, or leave it out.',
  },
  'published-registry-unknown': {
    severity: 'error',
    message: (a: { found: string }) => `expected the URL of a registry, found ${a.found}`,
    remediation: () => 'Give it with --registry, or set publishedPackageSmoke.registry in the policy.',
  },
  'published-awaited': {
    severity: 'info',
    message: (a: { release: string; registry: string; within: string }) =>
      `${a.registry} is asked for ${a.release}, for ${a.within} at most`,
    remediation: () =>
      'Nothing is to be done: a registry takes some minutes to show a release; --within MINUTES says how long to wait.',
  },
  'published-not-shown': {
    severity: 'warning',
    message: (a: { release: string; registry: string; waited: string; found: string; known: string }) =>
      `${a.release} is not yet visible: ${a.registry} answered ${a.found} for ${a.waited}; ${a.known}`,
    remediation: (a: { release: string }) => `Wait some minutes, then again: shakedown published ${a.release}`,
  },
  'published-identity-differs': {
    severity: 'error',
    message: (a: { release: string; at: string; expected: string; found: string }) =>
      `${a.release} is not what was released (${a.at}): expected ${a.expected}, found ${a.found}`,
    remediation: () =>
      'Tell users not to install it: npm deprecate; then find out who published it, or what stands between.',
  },
  'published-way-failed': {
    severity: 'error',
    message: (a: { way: string; command: string; how: string; reason: string }) =>
      `${a.way}: ${a.command}: expected exit 0, found ${a.how}: ${a.reason}`,
    remediation: () => 'Every user of this way sees the same. Mend it in the next version, and deprecate this one.',
  },
  'published-way-says-other': {
    severity: 'error',
    message: (a: { way: string; command: string; expected: string; found: string }) =>
      `${a.way}: ${a.command}: expected ${a.expected}, found ${a.found}`,
    remediation: () => "Make the command print its package.json's version; until then nobody can tell what they have.",
  },
  'published-way-other-files': {
    severity: 'error',
    message: (a: { way: string; files: string; count: number }) =>
      `${a.way}: ${a.count} installed files are not those of the published tarball: ${a.files}`,
    remediation: () => 'Find the install script, or the cache between, that changes them.',
  },
  'published-signature-missing': {
    severity: 'error',
    message: (a: { release: string; registry: string }) =>
      `${a.registry} signs versions, expected a signature of ${a.release}, found none`,
    remediation: () =>
      'Ask the registry: it signs every version; npm audit signatures fails for whoever installs this one.',
  },
  'published-signature-invalid': {
    severity: 'error',
    message: (a: { release: string; reason: string }) => `the signature of ${a.release} does not hold: ${a.reason}`,
    remediation: () => 'Do not install it, tell users so, and ask the registry: somebody may have exchanged it.',
  },
  'published-provenance-missing': {
    severity: 'error',
    message: (a: { release: string; wanted: string }) =>
      `expected provenance of ${a.release} (${a.wanted}), found none`,
    remediation: () => 'Publish the next version from a job that npm can sign for; a published version never gets any.',
  },
  'published-provenance-invalid': {
    severity: 'error',
    message: (a: { release: string; reason: string }) => `the provenance of ${a.release} does not hold: ${a.reason}`,
    remediation: () => 'Do not install it, tell users so, and look at the job that has published it.',
  },
  'published-not-checked': {
    severity: 'warning',
    message: (a: { what: string; reason: string }) => `the ${a.what} could not be checked: ${a.reason}`,
    remediation: () => 'Run shakedown published again; where it fails again, npm audit signatures says more.',
  },
  'published-tag-elsewhere': {
    severity: 'error',
    message: (a: { tag: string; expected: string; found: string; release: string }) =>
      `the dist-tag ${a.tag}: expected ${a.expected}, found ${a.found}`,
    remediation: (a: { tag: string; release: string }) => `Move it: npm dist-tag add ${a.release} ${a.tag}`,
  },
  'published-latest-is-prerelease': {
    severity: 'error',
    message: (a: { expected: string; found: string; name: string }) =>
      `the dist-tag latest of ${a.name}: expected a release, as ${a.expected} is one, found the prerelease ${a.found}`,
    remediation: (a: { expected: string; name: string }) =>
      `Everybody who names no version gets it. Move the tag back: npm dist-tag add ${a.name}@${a.expected} latest`,
  },
  'published-deprecated': {
    severity: 'warning',
    message: (a: { release: string; reason: string }) => `${a.release} is deprecated: ${a.reason}`,
    remediation: (a: { release: string }) => `When it is not meant: npm deprecate ${a.release} ""`,
  },
} satisfies Wording;
