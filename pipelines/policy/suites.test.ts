import { describe, expect, test } from 'vitest';
import type { Contract, ReleasePolicy } from '../../schemas/types.ts';
import { findContract } from '../../smoke/contract.ts';
import { InputError } from '../findings/errors.ts';
import type { LoadedPolicy } from './load-policy.ts';
import { plainPolicy } from './sample-policies.ts';
import { chooseSuites, requireSmokesOf, type Selection, type SmokeName, suitesOf, weightOf } from './suites.ts';

const { contract: ktx } = findContract('ktx-runtime@1');
const contract: Contract = {
  ...ktx,
  suites: [
    { name: 'main@1', folder: 'a', smokes: 'required', run: 'always' },
    { name: 'careful', folder: 'b', smokes: 'advisory', run: 'on-request' },
  ],
};
const smokes: SmokeName[] = [
  { name: 'start > comes up', suite: 'main@1' },
  { name: 'prune > refuses', suite: 'main@1' },
  { name: 'links > are not followed', suite: 'careful' },
];

function policyWith(fields: Partial<ReleasePolicy>): LoadedPolicy {
  return { file: 'p.json', sha256: '', policy: plainPolicy(fields) };
}

function chosen(fields: Partial<ReleasePolicy>, selection: Partial<Selection> = {}) {
  const policy = policyWith(fields);
  return chooseSuites(suitesOf(contract, policy), policy, { asked: [], ...selection }, smokes);
}

function refusals(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.findings.map(({ code, where, remediation }) => [code, where.pointer, remediation]);
  }
  throw new Error('expected an InputError');
}

test('KTX: contract smokes required and always, hardening advisory and on request', () => {
  const policy = policyWith({});
  expect(chooseSuites(suitesOf(ktx, policy), policy, { asked: [] }, [])).toEqual([
    { name: 'ktx-runtime@1', smokes: 'required', chosen: true, needed: true },
    { name: 'ktx-hardening', smokes: 'advisory', chosen: false, needed: false },
  ]);
});

test('a policy says otherwise; a suite that it lists is always run unless it says on request', () => {
  const suites: ReleasePolicy['suites'] = [
    { name: 'main@1', smokes: 'advisory', run: 'on-request' },
    { name: 'careful', smokes: 'required' },
  ];
  expect(chosen({ suites })).toEqual([
    { name: 'main@1', smokes: 'advisory', chosen: false, needed: false },
    { name: 'careful', smokes: 'required', chosen: true, needed: true },
  ]);
});

describe('a run takes', () => {
  const taken = (selection: Partial<Selection>, fields: Partial<ReleasePolicy> = {}) =>
    chosen(fields, selection).flatMap((suite) => (suite.chosen ? suite.name : []));

  test('the suites that it is asked for, instead of those that are always run', () => {
    expect(taken({ asked: ['careful'] })).toEqual(['careful']);
    expect(taken({ asked: ['careful', 'main@1'] })).toEqual(['main@1', 'careful']);
    expect(taken({ asked: ['all'] })).toEqual(['main@1', 'careful']);
  });

  test('all suites when single smokes are asked for, and no suite', () => {
    expect(taken({ only: 'links' })).toEqual(['main@1', 'careful']);
    expect(taken({ only: 'links', asked: ['main@1'] })).toEqual(['main@1']);
  });

  test('no suite that there is not', () => {
    expect(refusals(() => chosen({}, { asked: ['carefull', 'x'] }))).toEqual([
      ['suite-unknown', undefined, 'Use --suite careful.'],
      ['suite-unknown', undefined, 'Name one of those, or all.'],
    ]);
  });
});

test('a single smoke is what the policy says of it, whatever its suite is', () => {
  const policy = policyWith({ smokes: { 'prune > refuses': 'advisory', 'links > are not followed': 'required' } });
  const suites = suitesOf(contract, policy);
  expect(smokes.map((smoke) => weightOf(smoke, policy, suites))).toEqual(['required', 'advisory', 'required']);
  expect(chooseSuites(suites, policy, { asked: [] }, smokes)).toMatchObject([
    { name: 'main@1', needed: true },
    { name: 'careful', chosen: false, needed: true },
  ]);
});

test('what belongs to no suite is required', () => {
  const policy = policyWith({});
  expect(weightOf({ name: 'smokes > toString', suite: 'smokes' }, policy, suitesOf(contract, policy))).toBe('required');
});

test('a suite that the contract has not is refused with its place and what was meant', () => {
  const suites: ReleasePolicy['suites'] = [
    { name: 'main@1', smokes: 'required' },
    { name: 'carefull', smokes: 'required' },
    { name: 'other', smokes: 'required' },
  ];
  expect(refusals(() => suitesOf(contract, policyWith({ suites })))).toEqual([
    ['policy-suite-unknown', '/suites/1/name', 'Write "careful", or take it out.'],
    ['policy-suite-unknown', '/suites/2/name', 'Name one of those, or take it out.'],
  ]);
});

test('a smoke that no suite has is refused with its place and what was meant', () => {
  const policy = policyWith({
    smokes: { 'start > comes up': 'advisory', 'start > comes/up~': 'advisory', no: 'advisory' },
  });
  expect(refusals(() => requireSmokesOf(policy, smokes))).toEqual([
    ['policy-smoke-unknown', '/smokes/start > comes~1up~0', 'Write "start > comes up", or take it out.'],
    ['policy-smoke-unknown', '/smokes/no', 'Take it out, or copy the name from a report.'],
  ]);
  expect(() => requireSmokesOf(policyWith({}), smokes)).not.toThrow();
});
