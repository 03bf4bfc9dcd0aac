import { describe, expect, test } from 'vitest';
import type { Gate, ReadinessReport, ReleasePolicy } from '../../schemas/types.ts';
import { check } from '../../smoke/schema/validate.ts';
import { finding } from '../findings/finding.ts';
import { judge } from './preflight.ts';
import type { RegistryFacts, ReleaseFacts } from './release-facts.ts';
import { head, integrity, publishedWith, sampleFacts, samplePolicy, sampleReadiness } from './sample-facts.ts';
import type { BranchState, RefState } from './source-state.ts';

type Changes = Partial<ReleaseFacts>;
interface SourceChanges {
  dirty?: string[];
  branch?: BranchState;
  noBranch?: boolean;
  here?: RefState;
  remote?: RefState;
}
const other = 'b'.repeat(40);
const otherIntegrity = `sha512-${'B'.repeat(86)}==`;

const policy = (changes: Partial<ReleasePolicy>): Changes => ({
  policy: { ...sampleFacts.policy, policy: { ...samplePolicy, ...changes } },
});
const registry = (changes: Partial<RegistryFacts>): Changes => ({ registry: { ...sampleFacts.registry, ...changes } });
const readiness = (changes: Partial<ReadinessReport>): Changes => ({
  readiness: { kind: 'assessed', report: { ...sampleReadiness, ...changes } },
});
/** Stated alike by the source and by what was judged. */
const ofVersion = (version: string): Changes => ({ version, ...readiness({ package: { name: '@scope/x', version } }) });
const firstGate: Gate = { id: 'RG-1', title: 'installs', verdict: 'passed', evidence: [], findings: [] };
const gate = (changes: Partial<Gate>): Changes =>
  readiness({ verdict: 'not-ready', gates: [{ ...firstGate, ...changes }] });
function unverified({
  line,
  verdict = 'incomplete',
}: Pick<ReadinessReport, 'line'> & Partial<ReadinessReport>): Changes {
  const { artifact: _, ...report } = sampleReadiness;
  return { readiness: { kind: 'assessed', report: { ...report, verdict, line } } };
}

function source(changes: SourceChanges): Changes {
  if (sampleFacts.source.kind !== 'repository') throw new Error('the sample has a repository');
  const { branch = { kind: 'same' }, here, remote, dirty = [], noBranch = false } = changes;
  const { branch: _, ...rest } = sampleFacts.source;
  const at: RefState = { kind: 'at', revision: head };
  return {
    source: {
      ...rest,
      dirty,
      ...(noBranch ? {} : { branch: { name: 'main', remote: 'origin', state: branch } }),
      tag: { name: 'v1.0.0', here: here ?? at, remote: { name: 'origin', state: remote ?? at } },
    },
  };
}

const target = (itself: string): Changes => ({
  target: {
    registry: 'http://r.example/',
    from: 'policy',
    byItself: { registry: itself, because: 'publishConfig.registry in package.json' },
  },
});
const lack = { expected: 'an identity', found: 'none', remediation: 'Ask for one.' };
const job: ReleaseFacts['job'] = { service: 'GitHub Actions', lacksForLogin: [], lacksForProvenance: [] };
const silent = { kind: 'later', reason: 'HTTP 503' } as const;
const nobody: RegistryFacts['login'] = { kind: 'nobody', reason: 'ENEEDAUTH' };

test('nothing stands in the way of a release that is ready', () => {
  expect(judge(sampleFacts)).toEqual({ preflight: { ready: true, blockers: [] }, findings: [] });
});

describe('blocked by', () => {
  const cases: [string, Changes, [code: string, found: string][]][] = [
    [
      'a mode that publishes nothing',
      policy({ releaseMode: 'ci-artifact-only', requiredBeforePublishing: ['a name on npm'] }),
      [['release-mode-forbids', 'ci-artifact-only with npm.publish true, before which there is still: a name on npm']],
    ],
    [
      'a mode in which the published package is only looked at',
      policy({ releaseMode: 'published-package-smoke-required', npm: { ...samplePolicy.npm, publish: false } }),
      [['release-mode-forbids', 'published-package-smoke-required with npm.publish false']],
    ],
    [
      'any other mode, whatever its npm.publish says',
      policy({ releaseMode: 'published-package-smoke-required' }),
      [['release-mode-forbids', 'published-package-smoke-required with npm.publish true']],
    ],
    [
      'a policy that publishes nothing, whatever its mode',
      policy({ npm: { ...samplePolicy.npm, publish: false } }),
      [['release-mode-forbids', 'npm-public-release-ready with npm.publish false']],
    ],
    [
      'something that is still to be done',
      policy({ requiredBeforePublishing: ['a maintainer'] }),
      [
        [
          'release-mode-forbids',
          'npm-public-release-ready with npm.publish true, before which there is still: a maintainer',
        ],
      ],
    ],
    ['private: true', { manifest: { private: true } }, [['package-is-private', 'true']]],
    ['private with any word in it', { manifest: { private: 'no' } }, [['package-is-private', '"no"']]],
    ['no npm', { npm: { kind: 'missing', reason: 'no npm on PATH' } }, [['npm-missing', 'no npm on PATH']]],
    ['an old npm', { npm: { kind: 'found', version: '9.9.4', canStage: false } }, [['npm-too-old', 'npm 9.9.4']]],
    ['no repository', { source: { kind: 'none', reason: 'no git' } }, [['release-source-unknown', 'no git']]],
    [
      'a dirty tree',
      source({ dirty: ['a', 'b', 'c', 'd'] }),
      [['release-tree-dirty', '4 paths changed or not committed: a, b, c, ...']],
    ],
    [
      'a missing branch',
      source({ branch: { kind: 'missing' } }),
      [['release-branch-missing', 'no branch main on origin']],
    ],
    [
      'a branch that is not pushed',
      source({ branch: { kind: 'ahead', commits: 1, remote: other } }),
      [['release-branch-not-pushed', 'origin/main at bbbbbbbbbbbb, 1 commit before it']],
    ],
    [
      'a branch that is behind',
      source({ branch: { kind: 'behind', commits: 2, remote: other } }),
      [['release-branch-behind', 'aaaaaaaaaaaa, 2 commits behind origin/main']],
    ],
    [
      'a branch that has parted',
      source({ branch: { kind: 'diverged', remote: other } }),
      [['release-branch-behind', 'aaaaaaaaaaaa and origin/main at bbbbbbbbbbbb have parted']],
    ],
    [
      'a branch at a commit that is not here',
      source({ branch: { kind: 'elsewhere', remote: other } }),
      [['release-branch-behind', 'origin/main at bbbbbbbbbbbb, which this clone does not have']],
    ],
    [
      'a remote that does not answer',
      source({
        branch: { kind: 'unknown', reason: 'no such host' },
        remote: { kind: 'unknown', reason: 'no such host' },
      }),
      [
        ['release-remote-unreachable', 'no such host'],
        ['release-remote-unreachable', 'no such host'],
      ],
    ],
    [
      'a missing tag, here and there',
      source({ here: { kind: 'missing' }, remote: { kind: 'missing' } }),
      [
        ['release-tag-missing', 'no tag v1.0.0 here'],
        ['release-tag-missing', 'no tag v1.0.0 on origin'],
      ],
    ],
    [
      'a tag elsewhere',
      source({ here: { kind: 'at', revision: other } }),
      [['release-tag-elsewhere', 'v1.0.0 at bbbbbbbbbbbb here']],
    ],
    [
      'a tag elsewhere at the remote',
      source({ remote: { kind: 'at', revision: other } }),
      [['release-tag-elsewhere', 'v1.0.0 at bbbbbbbbbbbb on origin']],
    ],
    [
      'another target in the package',
      target('http://elsewhere.example/'),
      [['publish-target-differs', 'http://elsewhere.example/ by publishConfig.registry in package.json']],
    ],
    [
      'a registry that does not answer',
      registry({
        package: { kind: 'unreachable', reason: 'ECONNREFUSED' },
        version: { kind: 'unreachable', reason: 'ECONNREFUSED' },
        login: { kind: 'unknown', reason: 'ECONNREFUSED' },
      }),
      [['registry-unreachable', 'ECONNREFUSED']],
    ],
    ['a version that cannot be asked for', registry({ version: silent }), [['registry-unreachable', 'HTTP 503']]],
    ['a package that cannot be asked for', registry({ package: silent }), [['registry-unreachable', 'HTTP 503']]],
    [
      'the version with other bytes',
      registry({ version: { kind: 'found', value: publishedWith(otherIntegrity) } }),
      [['version-taken', otherIntegrity]],
    ],
    ['a prerelease without a tag', { ...ofVersion('1.0.0-rc.1') }, [['dist-tag-for-prerelease', 'latest']]],
    [
      'latest being lowered',
      registry({ package: { kind: 'found', value: { 'dist-tags': { latest: '1.0.1' } } } }),
      [['dist-tag-lowers-latest', '1.0.0']],
    ],
    ['a tag that is a range', { tag: 'v1' }, [['dist-tag-unusable', 'v1']]],
    ['a tag that is no word', { tag: 'my tag' }, [['dist-tag-unusable', 'my tag']]],
    [
      'another tag in the package',
      { manifest: { publishConfig: { tag: 'beta' } } },
      [['dist-tag-not-policy', 'beta in publishConfig.tag']],
    ],
    [
      'another access in the package',
      { manifest: { publishConfig: { access: 'restricted' } } },
      [['access-differs', 'restricted in publishConfig.access']],
    ],
    [
      'an access that the package alone asks for and cannot have',
      { name: 'x', access: null, manifest: { publishConfig: { access: 'restricted' } } },
      [['access-impossible', 'restricted']],
    ],
    ['an access that cannot be', { name: 'x', access: 'restricted' }, [['access-impossible', 'restricted']]],
    [
      'provenance without an identity',
      { provenance: true, job: { ...job, lacksForProvenance: [lack] } },
      [['provenance-not-possible', 'none']],
    ],
    [
      'provenance of a package that is not public',
      { provenance: true, access: 'restricted' },
      [['provenance-not-possible', 'access restricted']],
    ],
    ['nobody being logged in', registry({ login: nobody }), [['not-logged-in', 'ENEEDAUTH']]],
    [
      'nobody being logged in where there is no job, once',
      { ...registry({ login: nobody }), job: { service: undefined, lacksForLogin: [lack], lacksForProvenance: [] } },
      [['not-logged-in', 'ENEEDAUTH']],
    ],
    [
      'a job without login or identity',
      { ...registry({ login: nobody }), job: { ...job, lacksForLogin: [lack, { ...lack, found: 'npm 10' }] } },
      [
        ['not-logged-in', 'ENEEDAUTH'],
        ['oidc-not-possible', 'none'],
        ['oidc-not-possible', 'npm 10'],
      ],
    ],
    [
      'a first version without a login, which no identity can publish',
      { ...registry({ login: nobody, package: { kind: 'absent' } }), job },
      [
        ['not-logged-in', 'ENEEDAUTH'],
        ['oidc-not-possible', 'no such package'],
      ],
    ],
    [
      'an npm that cannot stage',
      { intent: 'stage', npm: { kind: 'found', version: '11.14.0', canStage: false } },
      [['staging-not-possible', 'npm 11.14.0']],
    ],
    [
      'a package that is not there to be staged',
      { intent: 'stage', ...registry({ package: { kind: 'absent' } }) },
      [['staging-not-possible', 'no such package']],
    ],
    [
      'readiness that cannot be assessed',
      { readiness: { kind: 'impossible', reason: 'it cannot\nbe packed', remediation: 'Mend it.' } },
      [['readiness-missing', 'it cannot be packed']],
    ],
    [
      'no verify',
      unverified({ line: 'INCOMPLETE  no run has verified it' }),
      [['readiness-missing', 'INCOMPLETE no run has verified it']],
    ],
    [
      'readiness without bytes, whatever its verdict',
      unverified({ line: 'READY', verdict: 'ready' }),
      [['readiness-missing', 'READY']],
    ],
    [
      'what stands in the way of every gate',
      readiness({ verdict: 'not-ready', findings: [finding('subject-not-found', { subject: 'x' })] }),
      [['readiness-missing', 'subject x: no such file or directory']],
    ],
    [
      'a verdict that is not ready and does not say why',
      readiness({ verdict: 'not-ready', line: 'NOT READY' }),
      [['readiness-missing', 'NOT READY']],
    ],
    [
      'a gate that failed',
      gate({ verdict: 'failed', findings: [finding('subject-not-found', { subject: 'x' })], remedy: 'Mend x.' }),
      [['readiness-gate', 'failed: subject x: no such file or directory']],
    ],
    [
      'a verify of other bytes',
      readiness({
        verdict: 'not-ready',
        findings: [
          finding('evidence-of-other-bytes', { run: 'r', expected: 'e', found: 'f', next: 'shakedown verify' }),
        ],
      }),
      [['readiness-other-bytes', 'one of sha256 f']],
    ],
    ['a gate without evidence', gate({ verdict: 'missing', remedy: 'Run it.' }), [['readiness-gate', 'missing']]],
    [
      'other bytes than those that were verified',
      { bytes: { file: '/other.tgz', digest: { sha256: '9'.repeat(64), integrity: otherIntegrity, size: 1 } } },
      [['readiness-other-bytes', `sha256 ${'9'.repeat(64)} in /other.tgz`]],
    ],
  ];

  test.each(cases)('%s', (_, changes, expected) => {
    const { preflight } = judge({ ...sampleFacts, ...changes });
    expect(preflight.blockers.map(({ code, found }) => [code, found])).toEqual(expected);
    expect(preflight).toMatchObject({ ready: false, blocker: expected[0]?.[0] });
    expect(check('preflight', preflight)).toMatchObject({ ok: true });
  });

  test('what readiness says of the working tree once, by the tree itself', () => {
    const findings = [finding('source-not-committed', { count: 1, paths: 'a', next: 'shakedown verify' })];
    const changes = { ...source({ dirty: ['a'] }), ...readiness({ verdict: 'not-ready', findings }) };
    expect(judge({ ...sampleFacts, ...changes }).preflight.blockers.map(({ code }) => code)).toEqual([
      'release-tree-dirty',
    ]);
  });

  test('a source without a revision once, by the source itself', () => {
    const findings = [finding('source-without-revision', { dir: '/x', found: 'no git', next: 'shakedown verify' })];
    const source = { kind: 'none', reason: 'no git' } as const;
    const facts = { ...sampleFacts, source, ...readiness({ verdict: 'not-ready', findings }) };
    expect(judge(facts).preflight.blockers.map(({ code }) => code)).toEqual(['release-source-unknown']);
  });

  test('what readiness alone has seen of the source: git status says nothing of ignored directories and hidden changes', () => {
    const next = 'shakedown verify';
    const ignored = finding('source-without-revision', { dir: '/x', found: 'git does not track this package', next });
    const hidden = finding('source-not-committed', { count: 1, paths: 'vendor', next });
    for (const told of [ignored, hidden]) {
      const facts = { ...sampleFacts, ...readiness({ verdict: 'not-ready', findings: [told] }) };
      expect(judge(facts).preflight.blockers.map(({ code, found }) => [code, found])).toEqual([
        ['readiness-missing', told.message],
      ]);
    }
  });

  test('bytes of another version than the one that the registry and the tag were asked for', () => {
    const facts = { ...sampleFacts, ...readiness({ package: { name: '@scope/x', version: '1.0.1' } }) };
    expect(judge(facts).preflight.blockers.map(({ code, found }) => [code, found])).toEqual([
      ['readiness-missing', 'one on @scope/x@1.0.1'],
    ]);
  });

  test('what is not known because npm is missing, or names no registry, once', () => {
    const { target: _, ...facts } = {
      ...sampleFacts,
      ...registry({ version: silent, package: silent, login: nobody }),
    };
    const codes = (npm: ReleaseFacts['npm']) => judge({ ...facts, npm }).preflight.blockers.map(({ code }) => code);
    expect(codes({ kind: 'missing', reason: 'no npm on PATH' })).toEqual(['npm-missing']);
    expect(codes(sampleFacts.npm)).toEqual(['publish-target-unknown-here']);
  });

  test('no evidence once, and not by every gate that lacks it', () => {
    const { artifact: _, ...report } = sampleReadiness;
    const gates: Gate[] = [
      { ...firstGate, verdict: 'missing', remedy: 'Verify.' },
      { ...firstGate, id: 'RG-7', verdict: 'failed', remedy: 'Mend it.' },
    ];
    const found: ReadinessReport = { ...report, verdict: 'not-ready', line: 'NOT READY', gates };
    const missing = finding('evidence-missing', { name: 'x', store: 's', next: 'shakedown verify' });
    const { preflight } = judge({
      ...sampleFacts,
      readiness: { kind: 'assessed', report: { ...found, findings: [missing] } },
    });
    expect(preflight.blockers.map(({ code, expected }) => [code, expected])).toEqual([
      ['readiness-missing', 'a passing verify of exactly these bytes'],
      ['readiness-gate', 'RG-7 installs: passed'],
    ]);
  });

  test('verified bytes that are gone', () => {
    const { bytes: _, ...facts } = sampleFacts;
    expect(judge(facts).preflight.blockers).toMatchObject([
      { code: 'readiness-other-bytes', found: 'nothing at /run/x.tgz' },
    ]);
  });

  test('several at once, each of them told', () => {
    const { preflight } = judge({
      ...sampleFacts,
      ...source({ dirty: ['a'], here: { kind: 'missing' } }),
      ...registry({ login: nobody, version: { kind: 'found', value: publishedWith(otherIntegrity) } }),
      manifest: { private: true },
    });
    expect(preflight.blockers.map(({ code }) => code)).toEqual([
      'package-is-private',
      'release-tree-dirty',
      'release-tag-missing',
      'version-taken',
      'not-logged-in',
    ]);
    expect(preflight.blocker).toBe('package-is-private');
  });
});

describe('not blocked by', () => {
  const publicly: ReleaseFacts['manifest'] = { publishConfig: { access: 'public' } };
  const cases: [string, Changes][] = [
    ['a warning of readiness', readiness({ findings: [finding('changelog-unreleased', { version: '1.0.0' })] })],
    ['an access that the package asks for and the policy leaves open', { access: null, manifest: publicly }],
    [
      'a latest that is no version',
      registry({ package: { kind: 'found', value: { 'dist-tags': { latest: 'once' } } } }),
    ],
    ['an overridden gate', readiness({ gates: [{ ...firstGate, verdict: 'overridden' }] })],
    ['a gate that does not apply', readiness({ gates: [{ ...firstGate, verdict: 'not-applicable' }] })],
    ['a prerelease under its own tag', { ...ofVersion('1.0.0-rc.1'), tag: 'next' }],
    [
      'an older line under a tag of its own',
      { tag: 'v0-line', ...registry({ package: { kind: 'found', value: { 'dist-tags': { latest: '2.0.0' } } } }) },
    ],
    ['a first version', registry({ package: { kind: 'absent' } })],
    ['a job that can prove who it is', { job, ...registry({ login: nobody }) }],
    [
      'a registry that does not say whose the credentials are',
      registry({ login: { kind: 'unknown', reason: 'E404' } }),
    ],
    [
      'a login and an identity that another job has',
      {
        ...registry({ login: nobody }),
        provenance: true,
        sender: 'another job',
        job: { ...job, lacksForLogin: [lack], lacksForProvenance: [lack] },
      },
    ],
    ['missing provenance that nobody wants', { job: { ...job, lacksForProvenance: [lack] } }],
    ['a policy without a branch', source({ noBranch: true })],
  ];
  test.each(cases)('%s', (_, changes) => {
    expect(judge({ ...sampleFacts, ...changes }).preflight.blockers).toEqual([]);
  });

  const there = (changes: Partial<RegistryFacts> = {}) => ({
    ...sampleFacts,
    ...registry({
      version: { kind: 'found', value: publishedWith(integrity) },
      package: { kind: 'found', value: { 'dist-tags': { latest: '1.0.0' } } },
      ...changes,
    }),
  });

  test('anything, once the registry has these very bytes: there is nothing left to be sent', () => {
    const { preflight } = judge({ ...there({ login: nobody }), ...source({ dirty: ['a'] }) });
    expect(preflight).toEqual({ ready: true, blockers: [] });
  });

  test.each<[string, Record<string, string>, string | undefined]>([
    ['of a later release', { latest: '1.2.0' }, undefined],
    ['of an earlier one', { latest: '0.9.0', next: '1.0.0' }, 'published-tag-elsewhere'],
    ['that is not there', { next: '1.0.0' }, 'published-tag-elsewhere'],
  ])('the same bytes that are there, under a dist-tag %s', (_, tags, blocker) => {
    const facts = there({ package: { kind: 'found', value: { 'dist-tags': tags } } });
    expect(judge(facts).preflight.blocker).toBe(blocker);
    expect(judge({ ...facts, intent: 'stage' }).preflight.blocker).toBeUndefined();
  });
});
