import { expect, test } from 'vitest';
import type { ReleasePolicy } from '../../../schemas/types.ts';
import { InputError } from '../../findings/errors.ts';
import { defineRule } from './rule.ts';
import { ruleCards } from './rules.ts';
import { sampleTests, sound, without } from './sample-package.ts';
import { requireRulesOf } from './severity.ts';

const { inspect } = sampleTests();

test.each(['error', 'warning', 'info'] as const)('a finding is what the policy says: %s', async (severity) => {
  const findings = await inspect({}, without('README.md'), { policy: { rules: { 'readme-missing': severity } } });
  expect(findings).toMatchObject([{ code: 'readme-missing', severity }]);
});

test('a finding that is off is not there, and the others are', async () => {
  const policy = { rules: { 'readme-missing': 'off' as const } };
  const findings = await inspect({ main: 'no.js' }, without('README.md'), { policy });
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['entry-point-missing', 'error']]);
});

test('a finding about the archive is what the policy says, too', async () => {
  const link = { path: 'package/x', type: '2', linkTarget: 'dist/bin.js' };
  const policy = { rules: { 'tarball-link': 'warning' as const } };
  expect(await inspect({}, sound, { policy }, [link])).toMatchObject([{ code: 'tarball-link', severity: 'warning' }]);
});

test('a rule of which all is off is not run', async () => {
  const rule = defineRule({
    codes: ['readme-missing', 'license-missing'],
    title: 'Never asked',
    check: () => expect.fail('it was asked'),
  });
  const off = { 'readme-missing': 'off', 'license-missing': 'off' } as const;
  expect(await inspect({}, sound, { rules: [rule], policy: { rules: off } })).toEqual([]);
  const { 'readme-missing': _, ...one } = off;
  await expect(inspect({}, sound, { rules: [rule], policy: { rules: one } })).rejects.toThrow('it was asked');
});

test('an error of one rule is thrown when the others have ended', async () => {
  let ended = false;
  const slow = defineRule({
    codes: ['readme-missing'],
    title: 'Slow',
    async check() {
      await new Promise((resolve) => setTimeout(resolve, 50));
      ended = true;
    },
  });
  const broken = defineRule({
    codes: ['license-missing'],
    title: 'Broken',
    check: () => Promise.reject(new Error('broken')),
  });
  await expect(inspect({}, sound, { rules: [broken, slow] })).rejects.toThrow('broken');
  expect(ended).toBe(true);
});

const policyOf = (rules: object) => ({
  file: 'policy.json',
  sha256: '0'.repeat(64),
  policy: { rules } as ReleasePolicy,
});

test('a policy may name every code that there is, and prototypes are none', () => {
  expect(() =>
    requireRulesOf(policyOf({ 'readme-missing': 'off', 'tarball-truncated': 'info' }), ruleCards),
  ).not.toThrow();
  expect(() => requireRulesOf(policyOf({ constructor: 'off' }), ruleCards)).toThrow(InputError);
});

test('a code that there is not is refused with the nearest one, and where it stands', () => {
  let thrown: unknown;
  try {
    requireRulesOf(policyOf({ 'readme-mising': 'off', 'x/y': 'error' }), ruleCards);
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof InputError)) throw thrown;
  expect(thrown.findings).toMatchObject([
    {
      code: 'policy-rule-unknown',
      where: { file: 'policy.json', pointer: '/rules/readme-mising' },
      remediation: 'Write "readme-missing", or take it out.',
    },
    { where: { pointer: '/rules/x~1y' }, remediation: 'Take it out; `shakedown inspect --rules` lists them.' },
  ]);
});
