/** For tests: how each message of the README's table comes about, or the test that has seen it. */

type Provoked =
  /** what is typed in the clone, where the package of the documents lies beside it; the message is in what it prints */
  { typed: string; exit: number; inNewDirectory?: true } | { seenBy: string };

const verdicts: Provoked = { seenBy: 'pipelines/report/verdict.test.ts' };
const bad = (typed: string): Provoked => ({ typed, exit: 2 });

export const messages: Readonly<Record<string, Provoked>> = {
  'is not releasable: 1 of': verdicts,
  INCOMPLETE: verdicts,
  'nothing is said of the other smokes': verdicts,
  'with a stand-in for uv, which no release gate accepts': verdicts,
  FAULT: verdicts,
  'lock-held': { seenBy: 'pipelines/e2e/side-by-side.test.ts' },
  'policy-unreadable': bad('shakedown verify fixtures/ktx --policy none.json'),
  'policy-for-another-package': bad(
    'node pipelines/shakedown.mjs verify fixtures/ktx --policy ../greet/release-policy.json',
  ),
  'policy-invalid': bad('shakedown verify fixtures/ktx --policy package.json'),
  'subject-version-not-exact': bad('shakedown verify @kaelio/ktx@latest'),
  'no-run-here': { typed: 'shakedown diagnose', exit: 2, inNewDirectory: true },
  'evidence-of-other-bytes': { seenBy: 'pipelines/e2e/readiness.test.ts' },
  'source-not-committed': { seenBy: 'pipelines/e2e/readiness.test.ts' },
  'readiness-missing': { seenBy: 'pipelines/e2e/release.test.ts' },
};
