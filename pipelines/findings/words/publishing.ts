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
    message: compared<'remedy'>('the bytes to be published are not those that were verified'),
    remediation: (a: Args<'remedy'>) => a.remedy,
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
  'publish-begins': {
    severity: 'info',
    message: (a: { release: string; registry: string; tag: string; integrity: string }) =>
      `sending ${a.release}, ${a.integrity}, to ${a.registry} with tag ${a.tag}`,
    remediation: () => 'Nothing is to be done: it is asked for afterwards until the registry shows it.',
  },
  'publish-refused': {
    severity: 'error',
    message: (a: { release: string; code: string; reason: string; registry: string }) =>
      `${a.registry} did not take ${a.release}: ${[a.code, a.reason].filter(Boolean).join(' ')}`,
    remediation: ({ code }: { code: string }) =>
      refusals[code] ?? 'Mend what it names, then run shakedown publish again: it asks the registry first.',
  },
  'publish-gave-up': {
    severity: 'error',
    message: (a: { release: string; tries: number; code: string; reason: string }) =>
      `${a.release} was not taken in ${a.tries} tries, the last time: ${[a.code, a.reason].filter(Boolean).join(' ')}`,
    remediation: () =>
      'Wait until the registry is well again, then run shakedown publish --publish again: it asks first what is there.',
  },
  'publish-went-elsewhere': {
    severity: 'error',
    message: (a: { release: string; expected: string; found: string }) =>
      `npm was sending ${a.release} to ${a.found}, expected ${a.expected}`,
    remediation: () =>
      "Look there for what has arrived; find what overrides the registry: npm's builtin npmrc, a wrapper named npm.",
  },
  'publish-sent-other-bytes': {
    severity: 'error',
    message: (a: { release: string; expected: string; found: string }) =>
      `npm says that it sent ${a.found} as ${a.release}, expected ${a.expected}`,
    remediation: () =>
      'Run shakedown published: it says what the registry has; deprecate the version if it is not what was verified.',
  },
  'published-bytes-differ': {
    severity: 'error',
    message: (a: { release: string; at: string; expected: string; found: string }) =>
      `${a.release} is not the verified bytes (${a.at}): expected ${a.expected}, found ${a.found}`,
    remediation: () =>
      'Tell users not to install it: npm deprecate; then find out who published it, or what stands between.',
  },
  'published-not-visible': {
    severity: 'warning',
    message: (a: { release: string; registry: string; waited: string; found: string }) =>
      `${a.release} is published and not yet visible: ${a.registry} answered ${a.found} for ${a.waited}`,
    remediation: (a: { release: string }) => `Wait some minutes, then: shakedown published ${a.release}`,
  },
  'publish-interrupted': {
    severity: 'warning',
    message: (a: { release: string; known: string }) => `interrupted while ${a.release} was being sent: ${a.known}`,
    remediation: () => 'Run shakedown publish again: it asks the registry, and sends only what is not there.',
  },
  'release-left-open': {
    severity: 'info',
    message: (a: { release: string; since: string; file: string }) =>
      `an earlier publish of ${a.release}, of ${a.since}, did not come to its end (${a.file}); the registry is asked what became of it`,
    remediation: () => 'Nothing is to be done: what is there already is not sent again.',
  },
  'publish-needs-a-source': {
    severity: 'error',
    message: (a: { subject: string }) =>
      `${a.subject}: expected the source directory that the release is made from, found something else`,
    remediation: () => 'Give the directory, and the tarball with --tarball: git and the policy speak of the source.',
  },
  'publish-settings-invalid': {
    severity: 'error',
    message: (a: { file: string }) =>
      `${a.file}: expected publishConfig, private and repository as npm reads them, found other types`,
    remediation: () => 'Correct them: publishConfig is an object of settings, repository a text or an object with url.',
  },
  'release-record-unreadable': {
    severity: 'warning',
    message: (a: { file: string; found: string }) =>
      `the record of an earlier publish cannot be read: ${a.file}: ${a.found}`,
    remediation: () => 'Nothing is to be done: the registry is asked; the next publish writes the record anew.',
  },
} satisfies Wording;

/** What to do about an answer, by npm's code for it. */
const refusals: Readonly<Record<string, string>> = {
  EOTP: 'Publish with a one-time password, npm_config_otp=123456 shakedown publish --publish, or stage it with --stage, or use trusted publishing.',
  E401: 'Log in again (npm login), or renew the token of the job.',
  ENEEDAUTH: 'Log in (npm login), or let the job publish by trusted publishing.',
  E402: 'Set npm.access in the policy to public: a private package needs a paid plan.',
  E403: 'Ask who owns the package for the right to publish it, or use a token that may; the registry says why above.',
  E404: 'The registry hides what one may not do: check the right to publish, or that the trusted publisher names this repository and workflow.',
  E413: 'The registry takes no package that large: make it smaller, see files in package.json.',
  E422: 'Mend what the registry names; with provenance, repository.url of package.json must be that of the job.',
  EUSAGE: 'Mend what npm names; with provenance, the job must be one that npm can sign for.',
};
