import { describe, expect, test } from 'vitest';
import type { Contract, Report } from '../../schemas/types.ts';
import { findContract } from '../../smoke/contract.ts';
import { finding } from '../findings/finding.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { sampleSmoke, sampleTools } from '../report/sample-run.ts';
import { packageRoot } from '../version.ts';
import { type Expected, type RunRecord, unmetConditions } from './conditions.ts';
import { nextCommands } from './next-commands.ts';
import type { Predecessor } from './predecessor.ts';
import { comparedTo, type VerifyChanges, verifyReport } from './sample-verify.ts';

const sound = verifyReport();
const loaded = await loadPolicy('release-policy.json', packageRoot);
if (!sound.artifact) throw new Error('the sample has an artifact');
const { artifact } = sound;
const revision = 'c'.repeat(40);
const ended = Date.parse(sound.finishedAt ?? '');

const expected: Expected = {
  bytes: artifact,
  packed: true,
  policy: { ...loaded, sha256: 'ab'.repeat(32) },
  contract: findContract('ktx-runtime@1').contract,
  source: { revision, changed: [] },
  now: new Date(ended + 3_600_000),
  commands: nextCommands('my ktx', 'p.json'),
};
const ofRevision = (source: Partial<NonNullable<Report['artifact']>['source']>) => ({
  artifact: { ...artifact, source: { kind: 'directory' as const, spec: 'ktx', ...source } },
});
const clean: VerifyChanges = ofRevision({ revision, dirty: false });

interface Case {
  run?: VerifyChanges;
  state?: RunRecord['state'];
  differs?: Partial<Expected>;
}

function unmet({ run = {}, state, differs = {} }: Case) {
  const report = verifyReport({ ...clean, ...run });
  const seen = state ?? (report.state as RunRecord['state']);
  return unmetConditions({ runId: 'r1', state: seen, report }, { ...expected, ...differs });
}
const codes = (example: Case): string[] =>
  unmet(example).map(({ finding, kind, voids }) =>
    [finding.code, kind, ...(voids ? [`voids ${voids}`] : [])].join(' '),
  );

const { uv: _, ...withoutUv } = sampleTools;
const standIn = { ...sampleTools, uv: { path: '/x', version: '1', kind: 'stand-in' as const } };
const suites = [{ name: 'ktx-runtime@1', smokes: 'required' as const, chosen: false, needed: true }];
const policyMeta = { policy: { file: 'other.json', sha256: 'cd'.repeat(32) } };
/** Merged just now, of parts that ended just now and so many hours ago. */
const mergedOf = (hours: number) => {
  const finishedAt = (ago: number) => new Date(ended + 3_600_000 - ago * 3_600_000).toISOString();
  const parts = [0, hours].map((ago, at) => ({ runId: `part-${at}`, dir: `${at}`, finishedAt: finishedAt(ago) }));
  return { matrix: { cells: ['host'], merged: parts } };
};
const noPolicy = (report: Report): Report => {
  const { policy: __, ...rest } = report;
  return rest;
};

test('a sound verify lacks nothing', () => {
  expect(codes({})).toEqual([]);
  expect(codes({ run: { meta: mergedOf(23) } })).toEqual([]);
});

test.each<[string, Case, string[]]>([
  [
    'other bytes',
    { differs: { bytes: { ...artifact, sha256: '9'.repeat(64) } } },
    ['evidence-of-other-bytes missing voids all'],
  ],
  ['a failed smoke', { run: { smokes: [sampleSmoke('a > b', { outcome: 'failed' })] } }, ['evidence-not-passed wrong']],
  [
    'a skipped smoke',
    { run: { smokes: [sampleSmoke('a > b', { outcome: 'skipped' })] } },
    ['evidence-not-passed missing'],
  ],
  ['an interruption', { run: { ending: { kind: 'interrupted', signal: 'SIGINT' } } }, ['evidence-not-passed missing']],
  ['a record that is not complete', { state: 'incomplete' }, ['evidence-not-passed missing']],
  [
    'a record that says passed, of a report that does not',
    { state: 'passed', run: { smokes: [sampleSmoke('a > b', { outcome: 'failed' })] } },
    ['evidence-not-passed wrong'],
  ],
  ['a run at work', { state: 'running' }, ['evidence-unfinished missing']],
  ['another policy', { run: { meta: policyMeta } }, ['evidence-by-other-policy missing voids all']],
  [
    'another version of Shakedown',
    { run: { by: '0.0.0-before' } },
    ['evidence-by-other-shakedown missing voids passes'],
  ],
  [
    'parts of 25 hours ago, merged just now',
    { run: { meta: mergedOf(25) } },
    ['evidence-too-old missing voids passes'],
  ],
  ['another commit', { run: ofRevision({ revision: 'd'.repeat(40) }) }, ['evidence-of-other-revision missing']],
  ['a dirty tree', { run: ofRevision({ revision, dirty: true }) }, ['evidence-of-other-revision missing']],
  [
    'a tarball of unknown source',
    { run: ofRevision({ kind: 'tarball' }), differs: { packed: false } },
    ['evidence-of-other-revision missing'],
  ],
  ['25 hours', { differs: { now: new Date(ended + 25 * 3_600_000) } }, ['evidence-too-old missing voids passes']],
  ['a time to come', { differs: { now: new Date(ended - 10 * 60_000) } }, ['evidence-too-old missing voids passes']],
  ['--only', { run: { meta: { only: 'prune' } } }, ['evidence-partial missing voids passes']],
  ['a suite left out', { run: { meta: { suites } } }, ['evidence-partial missing voids passes']],
  ['a stand-in for uv', { run: { tools: standIn } }, ['evidence-without-uv missing voids uv']],
  ['no uv', { run: { tools: withoutUv } }, ['evidence-without-uv missing voids uv']],
])('%s is told, and nothing else', (_name, example, wanted) => {
  expect(codes(example)).toEqual(wanted);
});

test('several at once are told apart', () => {
  const run = { tools: standIn, meta: { only: 'x', ...policyMeta }, ...ofRevision({ revision: 'd'.repeat(40) }) };
  const differs = { now: new Date(ended + 48 * 3_600_000), bytes: { ...artifact, sha256: '9'.repeat(64) } };
  expect(unmet({ run, differs }).map(({ finding }) => finding.code)).toEqual([
    'evidence-of-other-bytes',
    'evidence-by-other-policy',
    'evidence-of-other-revision',
    'evidence-too-old',
    'evidence-partial',
    'evidence-without-uv',
  ]);
});

test('each says what was expected, what was found, and the command line to run next', () => {
  const [found] = unmet({ run: { meta: { only: 'prune' } } });
  expect(found?.finding.message).toBe(
    "run r1: expected a verify with everything that is required, found a part of one (--only 'prune')",
  );
  expect(found?.finding.remediation).toBe("Verify what is to be released: shakedown verify 'my ktx' --policy p.json");
  const [old] = unmet({ differs: { now: new Date(ended + 30 * 3_600_000) } });
  expect(old?.finding.message).toBe('run r1: expected a verify of the last 24 hours, found one of 30.0 hours ago');
});

test('the policy says how old a verify may be', () => {
  const policy = { ...expected.policy, policy: { ...loaded.policy, evidence: { maxAgeHours: 0.5 } } };
  expect(codes({ differs: { policy } })).toEqual(['evidence-too-old missing voids passes']);
  expect(codes({ differs: { policy, now: new Date(ended + 60_000) } })).toEqual([]);
});

test('a tarball that the source packs to tells its commit by its bytes', () => {
  expect(codes({ run: ofRevision({ kind: 'tarball' }) })).toEqual([]);
});

describe('where the policy demands a comparison with the last release', () => {
  const name = '@kaelio/ktx';
  const last = { kind: 'release' as const, name, tag: 'v0.0.9', version: '0.0.9', spec: `${name}@0.0.9` };
  const { version: _version, ...ofOtherTag } = { ...last, tag: 'nightly-3' };
  const told = (run: VerifyChanges, predecessor: Predecessor = last): string[] =>
    codes({ run, differs: { predecessor } });
  const other = ['evidence-compared-with-other missing voids comparison'];

  test('a verify that compared with it lacks nothing, one that compared with nothing does', () => {
    expect(told(comparedTo(name, '0.0.9'))).toEqual([]);
    expect(told({})).toEqual(['evidence-not-compared missing voids comparison']);
  });

  test.each([
    ['another package', '@kaelio/other', '0.0.9'],
    ['an older release', name, '0.0.8'],
    ['the very version that is released', name, '0.1.0'],
    ['a later one', name, '0.2.0'],
    ['what has no version', name, 'latest'],
  ])('one with %s is none', (_what, ...compared) => {
    expect(told(comparedTo(...compared))).toEqual(other);
  });

  test('of a tag that tells no version any earlier one of the package will do, and no other', () => {
    expect(told(comparedTo(name, '0.0.8'), ofOtherTag)).toEqual([]);
    expect(told(comparedTo(name, '0.1.0'), ofOtherTag)).toEqual(other);
    expect(told(comparedTo('@kaelio/other', '0.0.8'), ofOtherTag)).toEqual(other);
  });

  test('a first release, and one of which git knows too little, is no matter of the verify', () => {
    expect(told({}, { kind: 'none', line: 'no tag' })).toEqual([]);
    expect(told({}, { kind: 'unclear', finding: finding('scope-shallow-clone', {}) })).toEqual([]);
  });

  test('it says with what, and the line that does it', () => {
    const commands = nextCommands('ktx', 'p.json', last);
    const [found] = unmet({ run: comparedTo(name, '0.0.8'), differs: { predecessor: last, commands } });
    expect(found?.finding.message).toBe(
      'run r1: expected a comparison with @kaelio/ktx@0.0.9 (last release: v0.0.9), found one with @kaelio/ktx@0.0.8',
    );
    const next = 'shakedown verify ktx --policy p.json --against @kaelio/ktx@0.0.9';
    expect(found?.finding.remediation).toMatch(new RegExp(`: ${next}$`));
    // A part of a verify is no evidence, and needs no comparison.
    expect(commands.verify('--only', 'x')).toBe('shakedown verify ktx --policy p.json --only x');
  });
});

test('a contract without a gate that needs uv asks for none', () => {
  const contract: Contract = { ...expected.contract, gates: { 'RG-1': { smokes: ['install > *'] } } };
  expect(codes({ run: { tools: standIn }, differs: { contract } })).toEqual([]);
});

test('a run without a policy was judged by another', () => {
  const report = noPolicy(verifyReport(clean));
  const [found] = unmetConditions({ runId: 'r1', state: 'passed', report }, expected);
  expect(found?.finding.message).toMatch(/found none$/);
});
