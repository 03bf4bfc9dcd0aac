import { plural } from '../../report/quantities.ts';
import type { Wording } from '../wording.ts';

/** Words for findings about what a release is made of, and about preparing it. */
export const changesWords = {
  'nothing-to-release': {
    severity: 'error',
    message: (a: { name: string; since: string }) => `${a.name}: expected changes since ${a.since}, found none`,
    remediation: () => 'Commit what is to be released, or add a changeset with: npx changeset',
  },
  'changes-unknown': {
    severity: 'error',
    message: (a: { reason: string }) =>
      `expected changesets, or commits since the last release, found neither: ${a.reason}`,
    remediation: () => 'Run it in a clone of the repository, with git on PATH, or add a changeset with: npx changeset',
  },
  'changes-shallow-clone': {
    severity: 'error',
    message: (_: Record<string, never>) =>
      'expected the commits since the last release, found a shallow clone, which has a part of them',
    remediation: () =>
      'Fetch the rest with: git fetch --unshallow --tags; in GitHub Actions give actions/checkout fetch-depth: 0.',
  },
  'prepare-version-tagged': {
    severity: 'error',
    message: (a: { version: string; tag: string; found: string }) =>
      `expected a next version that is not released, ${a.version} has the tag ${a.tag} at ${a.found}`,
    remediation: (a: { tag: string }) =>
      `Merge what ${a.tag} marks, or raise the version in package.json above it; then prepare again.`,
  },
  'changes-without-release-tag': {
    severity: 'info',
    message: (a: { template: string; count: number }) =>
      `no tag like ${a.template} before this commit: nothing counts as released, and all ${plural(a.count, 'commit')} are listed`,
    remediation: (a: { template: string }) =>
      `If there was a release, tag its commit as ${a.template}, or fetch the tags with: git fetch --tags`,
  },
  'changesets-unusable': {
    severity: 'error',
    message: (a: { reason: string }) => `expected changesets that can be used, found: ${a.reason}`,
    remediation: () => 'Correct it, and look at the result with: npx changeset status',
  },
  'changesets-of-another-prerelease': {
    severity: 'error',
    message: (a: { tag: string }) =>
      `expected a project that makes rc, found one that makes ${a.tag} (.changeset/pre.json)`,
    remediation: () => 'End that with: npx changeset pre exit; or release it first with --channel stable.',
  },
  'prepare-releases-others': {
    severity: 'error',
    message: (a: { name: string; others: string }) =>
      `expected changesets that release ${a.name} alone, found that they release ${a.others} too`,
    remediation: () =>
      'Write all of them at once with: npx changeset version; shakedown coherence compares afterwards.',
  },
  'prepare-not-written': {
    severity: 'error',
    message: (a: { path: string; code: string; written: number }) =>
      `expected to write ${a.path}, found ${a.code}; ${a.written === 0 ? 'nothing was changed' : `${plural(a.written, 'file')} before it was written`}`,
    remediation: () => 'Make it writable and run the same command again: it writes what is missing.',
  },
  'prepare-wheel-to-build': {
    severity: 'warning',
    message: (a: { version: string; found: string }) => `the bundled wheel is ${a.found}, expected one of ${a.version}`,
    remediation: () => 'Build the wheel and its manifest anew before packing: this command writes text alone.',
  },
} satisfies Wording;
