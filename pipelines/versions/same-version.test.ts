import { expect, test } from 'vitest';
import { pythonVersion, sameAsPython, sameVersion } from './same-version.ts';

test.for([
  ['0.1.0-rc.0', '0.1rc0'],
  ['0.1.0rc0', '0.1rc0'],
  ['1.0.0-alpha.1', '1a1'],
  ['1.0.0-beta', '1b0'],
  ['v1.2.3', '1.2.3'],
  ['1.02.0', '1.2'],
  ['1.2.3.dev4', '1.2.3.dev4'],
  ['1!1.2.post3', '1!1.2.post3'],
  ['1.2-3', '1.2.post3'],
  ['1.2.3c1+Ubuntu-1', '1.2.3rc1+ubuntu.1'],
  ['0.0.0', '0'],
] as const)('Python takes %s for %s', ([version, normal]) => {
  expect(pythonVersion(version)).toBe(normal);
});

test.for(['', 'x', '1.2.3-next.1', '1..2', '1.2.3 4'])('Python takes "%s" for no version', (version) => {
  expect(pythonVersion(version)).toBeUndefined();
});

test('the same version may be written with a v, and by Python without zeros and dots', () => {
  expect(sameVersion('v1.2.3', '1.2.3')).toBe(true);
  expect(sameVersion('1.2.0', '1.2')).toBe(false);
  expect(sameVersion('0.1.0-rc.0', '0.1.0rc0')).toBe(false);
  expect(sameAsPython('0.1.0-rc.0', '0.1.0rc0')).toBe(true);
  expect(sameAsPython('1.2.3-next.1', '1.2.3-next.1')).toBe(true);
});

test('different versions are never the same', () => {
  for (const [a, b] of [
    ['0.1.0-rc.0', '0.1.0-rc.1'],
    ['0.1.0-rc.0', '0.1.0'],
    ['1.2.3-next.1', '1.2.3-next.2'],
    ['1.2.3', '1.2.30'],
    ['1.10.0', '1.1.0'],
  ] as const) {
    expect(sameVersion(a, b)).toBe(false);
    expect(sameAsPython(a, b)).toBe(false);
  }
});
