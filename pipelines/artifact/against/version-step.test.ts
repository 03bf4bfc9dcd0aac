import { describe, expect, test } from 'vitest';
import { mayAdd, mayBreak, nextBreaking, stepName } from './version-step.ts';

describe('what a step may break, and what it may add', () => {
  // from, to, may break, may add
  const steps: [string, string, boolean, boolean][] = [
    ['1.2.3', '1.2.4', false, false],
    ['1.2.3', '1.3.0', false, true],
    ['1.2.3', '2.0.0', true, true],
    ['1.2.3', '1.2.3', false, false],
    ['2.0.0', '1.9.0', false, false],
    // Below 1.0.0 a minor step is what a major one is after it, and below 0.1.0 every step.
    ['0.2.3', '0.2.4', false, true],
    ['0.2.3', '0.3.0', true, true],
    ['0.0.3', '0.0.4', true, true],
    ['0.9.0', '1.0.0', true, true],
    // A prerelease of a version that may break may, too.
    ['1.2.3', '2.0.0-rc.0', true, true],
    ['1.2.3', '1.3.0-rc.0', false, true],
    ['1.2.3', '1.2.4-rc.0', false, false],
    ['0.1.0', '0.2.0-rc.0', true, true],
    // A prerelease promises nothing to what comes after it under the same version, but all that follows is bound.
    ['2.0.0-rc.0', '2.0.0-rc.1', true, true],
    ['2.0.0-rc.1', '2.0.0', true, true],
    ['1.3.0-rc.0', '1.3.0', true, true],
    ['2.0.0-rc.0', '2.0.1', false, false],
    ['2.0.0-rc.0', '2.1.0', false, true],
  ];
  for (const [from, to, breaking, adding] of steps) {
    test(`${from} -> ${to}`, () => {
      expect({ breaking: mayBreak(from, to), adding: mayAdd(from, to) }).toEqual({ breaking, adding });
    });
  }
});

test.each([
  ['1.4.2', '2.0.0'],
  ['0.4.1', '0.5.0'],
  ['0.0.3', '0.0.4'],
  ['2.0.0-rc.0', '2.0.0'],
])('the next version after %s that may break its users is %s', (from, next) => {
  expect(nextBreaking(from)).toBe(next);
});

test.each([
  ['1.2.3', '1.2.3', 'same'],
  ['1.2.3', '1.2.2', 'back'],
  ['1.2.3', '2.0.0-rc.0', 'major'],
  ['1.2.3', '1.3.0', 'minor'],
  ['1.2.3', '1.2.4', 'patch'],
  ['1.2.3-rc.0', '1.2.3', 'prerelease'],
] as const)('%s -> %s is %s', (from, to, step) => {
  expect(stepName(from, to)).toBe(step);
});
