import { describe, expect, test } from 'vitest';
import { type TargetFacts, targetOf } from './target.ts';

const own = 'http://own.example/';
const facts: TargetFacts = {
  name: '@scope/x',
  policyRegistry: null,
  npmRegistry: own,
  settings: { registry: own },
  manifest: {},
};
const itself = (changes: Partial<TargetFacts>) => targetOf({ ...facts, ...changes })?.byItself;

test("a policy that names no registry means npm's own, whatever npm is configured with", () => {
  expect(targetOf({ ...facts, settings: { registry: 'http://mirror.example/' } })).toEqual({
    registry: own,
    from: 'npm',
    byItself: { registry: 'http://mirror.example/', because: "registry in npm's configuration" },
  });
});

test.each(['http://p.example', 'http://p.example/', 'http://user:pass@p.example'])(
  "the policy's registry %s has a slash at its end and no credentials",
  (policyRegistry) => {
    expect(targetOf({ ...facts, policyRegistry })).toMatchObject({ registry: 'http://p.example/', from: 'policy' });
  },
);

test.each(['nowhere', 'file:///tmp', '//p.example'])('%s is no registry', (policyRegistry) => {
  expect(targetOf({ ...facts, policyRegistry })).toBeUndefined();
});

describe('npm by itself goes', () => {
  const scoped = { settings: { registry: own, '@scope:registry': 'http://scope.example' } };
  const general = { publishConfig: { registry: 'http://general.example/' } };

  test("where a scope's registry of an npmrc says, before publishConfig.registry", () => {
    expect(itself({ ...scoped, manifest: general })).toEqual({
      registry: 'http://scope.example/',
      because: "@scope:registry in npm's configuration",
    });
  });

  test("where publishConfig says for the scope, before an npmrc's", () => {
    const manifest = { publishConfig: { '@scope:registry': 'http://published.example/' } };
    expect(itself({ ...scoped, manifest })).toEqual({
      registry: 'http://published.example/',
      because: 'publishConfig.@scope:registry in package.json',
    });
  });

  test('where publishConfig.registry says, before the configuration', () => {
    expect(itself({ manifest: general })).toMatchObject({ registry: 'http://general.example/' });
  });

  test("past the registry of a scope that is not the package's", () => {
    expect(itself({ ...scoped, name: 'x' })).toMatchObject({ registry: own });
  });

  test('where it is told to', () => {
    expect(itself({ ...scoped, given: 'http://given.example' })).toEqual({
      registry: 'http://given.example/',
      because: '--registry',
    });
  });
});
