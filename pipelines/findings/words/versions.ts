import type { Wording } from '../wording.ts';

/** Words for findings about the places that state a version. */
export const versionsWords = {
  'version-mismatch': {
    severity: 'error',
    message: (a: { places: string; found: string; expectedAt: string; expected: string }) =>
      `expected ${a.expected}, as ${a.expectedAt} says, found ${a.found} in ${a.places}`,
    remediation: (a: { found: string; expected: string; expectedAt: string }) =>
      `Write ${a.expected} there, or correct ${a.expectedAt} if ${a.found} is right.`,
  },
  'changelog-missing': {
    severity: 'error',
    message: (a: { version: string }) =>
      `expected a CHANGELOG.md with a heading for ${a.version}, found no changelog beside package.json`,
    remediation: () => 'Let shakedown prepare propose what goes into it, and write it with --write.',
  },
  'changelog-heading-missing': {
    severity: 'error',
    message: (a: { version: string; unreleased: boolean }) =>
      `expected a heading for ${a.version}, found ${a.unreleased ? 'one for what is not released alone' : 'no heading with a version'}`,
    remediation: (a: { version: string; unreleased: boolean }) =>
      a.unreleased
        ? `Give what is not released the heading "## ${a.version}".`
        : `Add the heading "## ${a.version}" with what has changed; shakedown prepare proposes it.`,
  },
  'changelog-unreleased': {
    severity: 'warning',
    message: (a: { version: string }) => `the heading for ${a.version} says that it is not released`,
    remediation: () => 'Replace that by the date before the release.',
  },
  'version-place-missing': {
    severity: 'error',
    message: (a: { expected: string; reason: string }) =>
      `the policy names it as a place that states the version, expected ${a.expected}, found that ${a.reason}`,
    remediation: () => "Put the version there, or correct the place in the policy's /versions.",
  },
  'version-place-invalid': {
    severity: 'error',
    message: (a: { expected: string; found: string }) => `expected ${a.expected}, found ${a.found}`,
    remediation: () => 'Correct the place in the policy; schemas/release-policy.schema.json describes it.',
  },
  'wheel-manifest-unfit': {
    severity: 'error',
    message: (a: { pointer: string; expected: string; found: string }) =>
      `${a.pointer || '(document)'}: expected ${a.expected}, found ${a.found}`,
    remediation: () => 'Build the wheel and its manifest anew.',
  },
  'version-tag-elsewhere': {
    severity: 'error',
    message: (a: { tag: string; head: string; found: string; version: string; expectedAt: string }) =>
      `${a.expectedAt} says ${a.version}, expected its tag ${a.tag} at ${a.head}, which is checked out, found it at ${a.found}`,
    remediation: (a: { tag: string; version: string }) =>
      `If ${a.version} has been released, take the next version; else delete the tag with: git tag -d ${a.tag}`,
  },
  'negative-control-failed': {
    severity: 'error',
    message: (a: { place: string; from: string; to: string; saw: string }) =>
      `expected a disagreement to be noticed when ${a.place} says ${a.to} in place of ${a.from}, found: ${a.saw}`,
    remediation: () =>
      'A disagreement there would go out unnoticed: report it as a fault of Shakedown, with the output of shakedown coherence --json.',
  },
  'negative-control-impossible': {
    severity: 'error',
    message: (a: { reason: string }) => `whether a disagreement would be noticed cannot be tried: ${a.reason}`,
    remediation: () => 'Put git on PATH.',
  },
  'coherence-needs-source': {
    severity: 'error',
    message: (a: { subject: string; command: string }) =>
      `${a.command}: expected a source directory, found ${a.subject}, which is packed already`,
    remediation: () => 'Give the directory that the release is made from; --tarball adds the packed bytes to it.',
  },
  'coherence-tarball-needed': {
    severity: 'error',
    message: (a: { found: string }) => `--tarball: expected a tarball, as npm pack makes it, found ${a.found}`,
    remediation: () => 'Pack it with npm pack, or leave the option out.',
  },
  'coherence-registry-invalid': {
    severity: 'error',
    message: (a: { found: string }) => `--registry: expected an http or https URL, found ${a.found}`,
    remediation: () => 'Write the whole URL of the registry, as in an npmrc.',
  },
} satisfies Wording;
