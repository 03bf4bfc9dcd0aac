import type { Wording } from '../wording.ts';

/** The command line to run next, whole: `shakedown verify fixtures/ktx`. */
type Next = { next: string };

const verifyAgain = (a: Next): string => `Verify what is to be released: ${a.next}`;

const compareWithIt = (a: Next): string => `Compare with it (the name and version, or its tarball): ${a.next}`;

/** Words for findings about the evidence that a release rests on, its gates and its modes. */
export const readinessWords = {
  'evidence-missing': {
    severity: 'error',
    message: (a: { name: string; store: string } & Next) =>
      `expected a verify of ${a.name} on record in ${a.store}, found none`,
    remediation: verifyAgain,
  },
  'evidence-of-other-bytes': {
    severity: 'error',
    message: (a: { run: string; expected: string; found: string } & Next) =>
      `run ${a.run} verified other bytes: expected sha256 ${a.expected}, found ${a.found}`,
    remediation: verifyAgain,
  },
  'evidence-changed': {
    severity: 'error',
    message: (a: { run: string; reason: string } & Next) =>
      `the tarball that run ${a.run} verified is not on record any more: ${a.reason}`,
    remediation: (a: Next) => `Find out who changed it, and verify again: ${a.next}`,
  },
  'evidence-unfinished': {
    severity: 'error',
    message: (a: { run: string } & Next) => `run ${a.run}: expected a verdict, found that it is still at work`,
    remediation: (a: Next) => `Wait for it (shakedown status), then: ${a.next}`,
  },
  'evidence-not-passed': {
    severity: 'error',
    message: (a: { run: string; state: string; found: string } & Next) =>
      `run ${a.run}: expected passed, found ${a.state}: ${a.found}`,
    remediation: (a: { run: string } & Next) => `See why (shakedown diagnose ${a.run}), mend it, and: ${a.next}`,
  },
  'evidence-contradicted': {
    severity: 'error',
    message: (a: { run: string; later: string; found: string } & Next) =>
      `run ${a.run} passed, and run ${a.later} failed after it on the same bytes by the same policy: ${a.found}`,
    remediation: (a: { later: string } & Next) =>
      `See why (shakedown diagnose ${a.later}); when it is no fault of the package: ${a.next}`,
  },
  'evidence-unreadable': {
    severity: 'error',
    message: (a: { run: string; later: string } & Next) =>
      `run ${a.run} passed, and run ${a.later} failed after it: expected its report, found none that can be read`,
    remediation: (a: { later: string } & Next) =>
      `See what it recorded (shakedown logs --run ${a.later}); when it is no fault of the package: ${a.next}`,
  },
  'evidence-by-other-policy': {
    severity: 'error',
    message: (a: { run: string; file: string; expected: string; found: string } & Next) =>
      `run ${a.run} was judged by another policy: expected ${a.file} (sha256 ${a.expected}), found ${a.found}`,
    remediation: verifyAgain,
  },
  'evidence-by-other-shakedown': {
    severity: 'error',
    message: (a: { run: string; expected: string; found: string } & Next) =>
      `run ${a.run}: expected a verify by Shakedown ${a.expected}, found one by ${a.found}`,
    remediation: verifyAgain,
  },
  'evidence-of-other-revision': {
    severity: 'error',
    message: (a: { run: string; expected: string; found: string } & Next) =>
      `run ${a.run} verified another revision of the source: expected commit ${a.expected}, found ${a.found}`,
    remediation: verifyAgain,
  },
  'evidence-too-old': {
    severity: 'error',
    message: (a: { run: string; maxHours: number; found: string } & Next) =>
      `run ${a.run}: expected a verify of the last ${a.maxHours} hours, found ${a.found}`,
    remediation: verifyAgain,
  },
  'evidence-partial': {
    severity: 'error',
    message: (a: { run: string; found: string } & Next) =>
      `run ${a.run}: expected a verify with everything that is required, found ${a.found}`,
    remediation: verifyAgain,
  },
  'evidence-without-uv': {
    severity: 'error',
    message: (a: { run: string; gates: string; found: string } & Next) =>
      `run ${a.run}: ${a.gates} expect the real uv, found ${a.found}, which no release gate accepts`,
    remediation: (a: Next) => `Install uv, see that \`uv --version\` works in this shell, then: ${a.next}`,
  },
  'evidence-not-compared': {
    severity: 'error',
    message: (a: { run: string; expected: string } & Next) =>
      `run ${a.run}: expected a comparison with ${a.expected}, found none`,
    remediation: compareWithIt,
  },
  'evidence-compared-with-other': {
    severity: 'error',
    message: (a: { run: string; expected: string; found: string } & Next) =>
      `run ${a.run}: expected a comparison with ${a.expected}, found one with ${a.found}`,
    remediation: compareWithIt,
  },
  'release-not-after-last': {
    severity: 'error',
    message: (a: { version: string; tag: string }) =>
      `expected a version after the last release (${a.tag}) to compare with it, found ${a.version}`,
    remediation: () => 'Set the version of this release first: shakedown prepare says which.',
  },
  'source-without-revision': {
    severity: 'error',
    message: (a: { dir: string; found: string } & Next) =>
      `expected the source ${a.dir} at a commit of a git repository, found ${a.found}`,
    remediation: (a: Next) => `Commit the source, then: ${a.next}`,
  },
  'source-not-committed': {
    severity: 'error',
    message: (a: { count: number; paths: string } & Next) =>
      `expected a working tree without changes, found ${a.count} changed or uncommitted: ${a.paths}`,
    remediation: (a: Next) => `Commit them or put them away (git status shows them), then: ${a.next}`,
  },
  'gate-smoke-failed': {
    severity: 'error',
    message: (a: { run: string; outcome: string; logs: string } & Next) =>
      `run ${a.run}: expected this required smoke to pass, found ${a.outcome}`,
    remediation: (a: { logs: string } & Next) => `See what it printed (${a.logs}), mend it, and: ${a.next}`,
  },
  'gate-smoke-skipped': {
    severity: 'error',
    message: (a: { reason: string } & Next) => `expected this required smoke to run, found it skipped: ${a.reason}`,
    remediation: (a: Next) => `Provide what it needs, then: ${a.next}`,
  },
  'gate-without-smokes': {
    severity: 'error',
    message: (a: { run: string; smokes: string } & Next) =>
      `run ${a.run}: expected that a smoke of this gate passed and none was left out (${a.smokes}), found otherwise`,
    remediation: verifyAgain,
  },
  'gate-stage-not-passed': {
    severity: 'error',
    message: (a: { run: string; stage: string; found: string } & Next) =>
      `run ${a.run}: expected stage ${a.stage} to pass, found ${a.found}`,
    remediation: (a: { run: string } & Next) => `See why (shakedown diagnose ${a.run}), mend it, and: ${a.next}`,
  },
  'gate-handover-differs': {
    severity: 'error',
    message: (a: { run: string; at: string; expected: string; found: string } & Next) =>
      `run ${a.run}: ${a.at}: expected ${a.expected}, found ${a.found}`,
    remediation: (a: Next) => `Find out where other bytes came from, then: ${a.next}`,
  },
  'gate-handover-missing': {
    severity: 'error',
    message: (a: { run: string; expected: string; found: string } & Next) =>
      `run ${a.run}: expected the hand-overs ${a.expected} to be proved, found ${a.found}`,
    remediation: verifyAgain,
  },
  'gate-cell-missing': {
    severity: 'error',
    message: (a: { run: string; cell: string; policy: string; found: string } & Next) =>
      `run ${a.run}: ${a.policy} requires the cell ${a.cell}, found ${a.found}`,
    remediation: verifyAgain,
  },
  'gate-control-failed': {
    severity: 'error',
    message: (a: { reason: string }) =>
      `the comparison of versions could not be shown to notice a version that was changed on purpose: ${a.reason}`,
    remediation: () => 'Run: shakedown coherence --control, and report what it says.',
  },
  'gate-documents-unread': {
    severity: 'error',
    message: (a: { command: string; reason: string } & Next) =>
      `the documents could not be compared with ${a.command} --help: ${a.reason}`,
    remediation: (a: Next) => `Mend that, then: ${a.next}`,
  },
  'gate-documents-silent': {
    severity: 'error',
    message: (a: { documents: string; command: string }) =>
      `expected every document to show a command of ${a.command}, found none in ${a.documents}`,
    remediation: () =>
      'Name the documents that show how the package is used, and no others, in "documents" of the policy.',
  },
  'release-of-other-version': {
    severity: 'error',
    message: (a: { file: string; expected: string; found: string }) =>
      `${a.file}: publishedPackageSmoke is to be ${a.expected}, which is to be published, found ${a.found}`,
    remediation: (a: { file: string; expected: string } & Next) =>
      `Write ${a.expected} into publishedPackageSmoke of ${a.file}, then: ${a.next}`,
  },
  'policy-rule-not-understood': {
    severity: 'error',
    message: (a: { pointer: string; expected: string; found: string }) =>
      `${a.pointer} is ${a.found}, and nothing here holds a package to that; expected ${a.expected}`,
    remediation: (a: { expected: string; pointer: string } & Next) =>
      `Write ${a.expected} at ${a.pointer} if that is what the package does, then: ${a.next}`,
  },
  'policy-python-differs': {
    severity: 'error',
    message: (a: { file: string; expected: string; found: string }) =>
      `${a.file} names the bundled Python packages as ${a.expected}, found ${a.found} in the package`,
    remediation: (a: { file: string } & Next) =>
      `Correct python.packages in ${a.file}, or what is packed, then: ${a.next}`,
  },
  'published-smoke-missing': {
    severity: 'error',
    message: (a: { mode: string; spec: string; found: string } & Next) =>
      `${a.mode} expects a passing verify of the published ${a.spec} on record, found ${a.found}`,
    remediation: (a: Next) => `Verify it as it is published: ${a.next}`,
  },
  'readiness-of-another-package': {
    severity: 'error',
    message: (a: { tarball: string; expected: string; found: string }) =>
      `${a.tarball} is a package ${a.found}, expected ${a.expected} as the source`,
    remediation: () => 'Name the tarball that was packed from this source, or leave --tarball out.',
  },
} satisfies Wording;
