import type { Wording } from '../wording.ts';

/** What every blocker of a release has, what must hold and what was found, and what else its words need. */
type Args<More extends string> = Readonly<Record<'expected' | 'found' | More, string>>;

const compared =
  <More extends string = never>(what: string) =>
  ({ expected, found }: Args<More>): string =>
    `${what}: expected ${expected}, found ${found}`;

/** Words for what stands in the way of a release, and for what became of one that was sent. */
export const publishingWords = {
  'release-mode-forbids': {
    severity: 'error',
    message: compared<'file'>('the policy does not let this package be published'),
    remediation: (a: Args<'file'>) =>
      `Change releaseMode and npm.publish in ${a.file} when the release is decided on; until then there is nothing to publish.`,
  },
  'npm-missing': {
    severity: 'error',
    message: compared('npm'),
    remediation: () => 'Install npm, or put its directory on PATH.',
  },
  'npm-too-old': {
    severity: 'error',
    message: compared('npm'),
    remediation: () => 'Use the npm that comes with Node 22 or later.',
  },
  'readiness-missing': {
    severity: 'error',
    message: compared<'remedy'>('readiness'),
    remediation: (a: Args<'remedy'>) => a.remedy,
  },
  'readiness-other-bytes': {
    severity: 'error',
    message: compared<'file'>('the bytes to be published are not those that were verified'),
    remediation: (a: Args<'file'>) => `Verify these bytes: shakedown verify ${a.file}`,
  },
  'readiness-gate': {
    severity: 'error',
    message: compared<'remedy'>('readiness'),
    remediation: (a: Args<'remedy'>) => a.remedy,
  },
  'release-tree-dirty': {
    severity: 'error',
    message: compared('the working tree'),
    remediation: () =>
      'Commit the changes or take them away, then verify again: the verified revision must be what is here.',
  },
  'release-source-unknown': {
    severity: 'error',
    message: compared('the source of the release'),
    remediation: () => 'Release from a clone of the repository, with git on PATH.',
  },
  'release-branch-missing': {
    severity: 'error',
    message: compared<'push'>('the release branch'),
    remediation: (a: Args<'push'>) => `Push it: ${a.push}; or correct release.branch in the policy.`,
  },
  'release-branch-behind': {
    severity: 'error',
    message: compared('the release branch'),
    remediation: () =>
      'Pull, then verify and tag what is released; to release an older revision, push it as a branch of its own and name that in release.branch.',
  },
  'release-branch-not-pushed': {
    severity: 'error',
    message: compared<'push'>('the release branch'),
    remediation: (a: Args<'push'>) => `Push it: ${a.push}`,
  },
  'release-remote-unreachable': {
    severity: 'error',
    message: compared('the remote of the release'),
    remediation: () =>
      'Check the remote and its credentials with git ls-remote, or correct release.remote in the policy.',
  },
  'release-tag-missing': {
    severity: 'error',
    message: compared<'make'>('the tag of the release'),
    remediation: (a: Args<'make'>) => `Make it: ${a.make}`,
  },
  'release-tag-elsewhere': {
    severity: 'error',
    message: compared('the tag of the release'),
    remediation: () =>
      'Release from the revision that the tag marks, or take a new version: a tag that others may have is not moved.',
  },
  'version-taken': {
    severity: 'error',
    message: compared('the registry has this version with other bytes'),
    remediation: () =>
      'Take the next version: a published version cannot be replaced, not even after it was unpublished.',
  },
  'dist-tag-for-prerelease': {
    severity: 'error',
    message: compared('the dist-tag'),
    remediation: () => 'Set npm.tag in the policy to the tag of the prerelease, next for one.',
  },
  'dist-tag-lowers-latest': {
    severity: 'error',
    message: compared('the dist-tag latest'),
    remediation: () => 'Set npm.tag in the policy to a tag for the older line, or release a higher version.',
  },
  'dist-tag-unusable': {
    severity: 'error',
    message: compared('the dist-tag'),
    remediation: () => 'Set npm.tag in the policy to a word that is no version: npm could not tell them apart.',
  },
  'dist-tag-not-policy': {
    severity: 'error',
    message: compared('the dist-tag'),
    remediation: () =>
      'Make npm.tag in the policy and publishConfig.tag in package.json say the same, or take the latter out.',
  },
  'registry-unreachable': {
    severity: 'error',
    message: compared('the registry'),
    remediation: () => 'Check the network and npm.registry in the policy with npm ping, then run again.',
  },
  'not-logged-in': {
    severity: 'error',
    message: compared<'registry'>('the login'),
    remediation: (a: Args<'registry'>) =>
      `Log in: npm login --registry=${a.registry}; in a job, use trusted publishing or a token in its npmrc.`,
  },
  'oidc-not-possible': {
    severity: 'error',
    message: compared<'remedy'>('trusted publishing'),
    remediation: (a: Args<'remedy'>) => a.remedy,
  },
  'package-is-private': {
    severity: 'error',
    message: compared('private in package.json'),
    remediation: () => 'Take "private" out of package.json when the package is to be published; npm refuses it.',
  },
  'provenance-not-possible': {
    severity: 'error',
    message: compared<'remedy'>('provenance'),
    remediation: (a: Args<'remedy'>) => a.remedy,
  },
  'publish-target-differs': {
    severity: 'error',
    message: compared<'because'>('where npm publishes to'),
    remediation: (a: Args<'because'>) =>
      `Correct npm.registry in the policy, or ${a.because}: whoever publishes by hand would publish elsewhere.`,
  },
  'publish-target-unknown-here': {
    severity: 'error',
    message: compared('where npm publishes to'),
    remediation: () => 'Run npm config get registry by hand and mend what it names, or set npm.registry in the policy.',
  },
  'access-differs': {
    severity: 'error',
    message: compared('who may see the package'),
    remediation: () => 'Make npm.access in the policy and publishConfig.access in package.json say the same.',
  },
  'access-impossible': {
    severity: 'error',
    message: compared('who may see the package'),
    remediation: () => 'Give the package a scope, or set npm.access in the policy to public.',
  },
  'staging-not-possible': {
    severity: 'error',
    message: compared<'remedy'>('staged publishing'),
    remediation: (a: Args<'remedy'>) => a.remedy,
  },
} satisfies Wording;
