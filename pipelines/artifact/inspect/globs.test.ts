import { expect, test } from 'vitest';
import { anyOf, globTest } from './globs.ts';

test.each([
  ['dist', 'dist/a.js', true],
  ['dist/', 'dist/a.js', true],
  ['./dist', 'dist/a.js', true],
  ['/dist', 'dist/a/b.js', true],
  ['dist', 'dist', true],
  ['dist', 'distant/a.js', false],
  ['dist', 'lib/dist/a.js', false],
  ['a.js', 'b/a.js', false],
  ['*.js', 'a.js', true],
  ['*.js', 'a.ts', false],
  ['*.js', 'dist/a.js', false],
  ['*.js', '.a.js', true],
  ['*', '.env', true],
  ['**/*.test.js', 'a.test.js', true],
  ['**/*.test.js', 'x/y/a.test.js', true],
  ['**/*.test.js', 'x/y/a.test.jsx', false],
  ['**/test', 'x/test/y/z.js', true],
  ['src/**/x', 'src/x', true],
  ['src/**/x', 'src/a/b/x', true],
  ['src/**/x', 'src/a/b/xy', false],
  ['src/**/a/**/b', 'src/1/a/2/3/b', true],
  ['src/**/a/**/b', 'src/1/2/3/b', false],
  ['dist/*', 'dist/a/b', true],
  ['dist/?.js', 'dist/a.js', true],
  ['dist/?.js', 'dist/ab.js', false],
  ['*.{js,ts}', 'a.ts', true],
  ['*.{js,ts}', 'a.css', false],
  ['{a,b{c,d}}/x', 'bd/x', true],
  ['{a,b{c,d}}/x', 'b/x', false],
  ['a}b{c', 'a}b{c', true],
  ['[ab].js', 'b.js', true],
  ['[ab].js', 'c.js', false],
  ['[a-c]x', 'bx', true],
  ['[a-c]x', 'dx', false],
  ['[!a-c]x', 'dx', true],
  ['[!a-c]x', 'bx', false],
  ['[ab', '[ab', true],
  ['*a*b*c', 'xaxbxc', true],
  ['*a*b*c', 'xaxcxb', false],
  ['\u{1f600}?', '\u{1f600}\u{1f601}', true],
])('%s and %s: %s', (glob, path, expected) => {
  expect(globTest(glob)?.(path)).toBe(expected);
});

test('ends soon whatever the glob and the path are', () => {
  const path = `${'a'.repeat(4000)}/${'a/'.repeat(40)}`;
  expect(globTest(`${'*a'.repeat(200)}b`)?.(path)).toBe(false);
  expect(globTest(`${'**/a/'.repeat(30)}b`)?.(path)).toBe(false);
});

test('a glob that stands for too many stands for none', () => {
  expect(globTest('{a,b}'.repeat(30))).toBeUndefined();
  expect(anyOf(['{a,b}'.repeat(30), 'x'])('x')).toBe(true);
});
