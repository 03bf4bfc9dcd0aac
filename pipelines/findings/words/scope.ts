import { plural } from '../../report/quantities.ts';
import type { Wording } from '../wording.ts';

/** Words for findings about what a release touches. */
export const scopeWords = {
  'scope-exceeded': {
    severity: 'error',
    message: (a: { count: number; paths: string; tag: string; allowed: string }) =>
      `since ${a.tag}, expected changes in ${a.allowed} alone, found ${plural(a.count, 'path')} outside: ${a.paths}`,
    remediation: (a: { tag: string }) =>
      `Look at them with: git diff --stat ${a.tag}; then take them out of this release, or allow them in the policy's /scope/allowed.`,
  },
  'scope-shallow-clone': {
    severity: 'error',
    message: (_: Record<string, never>) =>
      'expected the history since the last release, found a shallow clone, which has a part of it',
    remediation: () =>
      'Fetch the rest with: git fetch --unshallow --tags; in GitHub Actions give actions/checkout fetch-depth: 0.',
  },
  'scope-no-release-tag': {
    severity: 'error',
    message: (a: { template: string; earlier: string }) =>
      `expected the tag of a release before this one, as the changelog has ${a.earlier}, found no tag like ${a.template} before this commit`,
    remediation: () =>
      "Fetch the tags with: git fetch --tags; where there are none, tag that release's commit; or correct release.tag or scope.since of the policy.",
  },
  'scope-unknown': {
    severity: 'error',
    message: (a: { reason: string }) => `what changed since the last release cannot be asked of git: ${a.reason}`,
    remediation: () => 'Run it in a clone of the repository, with git on PATH.',
  },
} satisfies Wording;
