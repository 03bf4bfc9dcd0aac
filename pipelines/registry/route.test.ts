import { expect, test } from 'vitest';
import { installRoute, routeTo, scopeOf } from './route.ts';

test("a scope's registry is named beside the registry, because it would win", () => {
  expect(routeTo('http://127.0.0.1:1/r/', '@scope/x')).toEqual([
    '--registry=http://127.0.0.1:1/r/',
    '--@scope:registry=http://127.0.0.1:1/r/',
  ]);
});

test('a package without a scope has one registry', () => {
  expect(routeTo('http://127.0.0.1:1/r/', 'x')).toEqual(['--registry=http://127.0.0.1:1/r/']);
  expect(scopeOf('x')).toBeUndefined();
});

test('a scope is got from its registry, and its dependencies from where npm gets them by itself', () => {
  expect(installRoute('http://127.0.0.1:1/r/', '@scope/x')).toEqual(['--@scope:registry=http://127.0.0.1:1/r/']);
  expect(installRoute('http://127.0.0.1:1/r/', 'x')).toEqual(['--registry=http://127.0.0.1:1/r/']);
});
