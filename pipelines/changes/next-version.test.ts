import { expect, test } from 'vitest';
import { highestBump, nextAfterTags, nextVersion } from './next-version.ts';

test.for([
  ['1.2.3', 'patch', 'stable', '1.2.4'],
  ['1.2.3', 'minor', 'stable', '1.3.0'],
  ['1.2.3', 'major', 'stable', '2.0.0'],
  ['1.2.3', 'minor', 'rc', '1.3.0-rc.0'],
  ['1.3.0-rc.0', 'minor', 'rc', '1.3.0-rc.1'],
  ['1.3.0-rc.0', 'patch', 'rc', '1.3.0-rc.1'],
  ['1.3.0-rc.9', 'patch', 'rc', '1.3.0-rc.10'],
  ['1.3.0-rc.0', 'major', 'rc', '2.0.0-rc.0'],
  ['1.2.4-rc.3', 'minor', 'rc', '1.3.0-rc.0'],
  ['1.3.0-rc.2', 'minor', 'stable', '1.3.0'],
  ['1.3.0-rc.2', 'patch', 'stable', '1.3.0'],
  ['1.3.0-beta.2', 'minor', 'rc', '1.3.0-rc.0'],
  ['0.1.0', 'minor', 'stable', '0.2.0'],
] as const)('%s with a %s change, %s: %s', ([current, bump, channel, next]) => {
  expect(nextVersion(current, bump, channel)).toBe(next);
});

test.for([
  ['a fix', '1.2.3', '1.2.3', [], 'patch', 'stable', '1.2.4'],
  ['a feature', '1.2.3', '1.2.3', [], 'minor', 'stable', '1.3.0'],
  ['prepared, and not tagged', '1.3.0', '1.2.3', [], 'minor', 'stable', '1.3.0'],
  ['prepared, and then a feature', '1.2.4', '1.2.3', [], 'minor', 'stable', '1.3.0'],
  ['raised by hand', '2.0.0', '1.2.3', [], 'patch', 'stable', '2.0.0'],
  ['behind its tag', '1.2.0', '1.2.3', [], 'patch', 'stable', '1.2.4'],
  ['a placeholder', '0.0.0-development', '1.2.3', [], 'patch', 'stable', '1.2.4'],
  ['the first candidate', '1.2.3', '1.2.3', [], 'minor', 'rc', '1.3.0-rc.0'],
  ['the next candidate', '1.3.0-rc.0', '1.2.3', ['1.3.0-rc.0'], 'minor', 'rc', '1.3.0-rc.1'],
  ['a candidate prepared, and not tagged', '1.3.0-rc.1', '1.2.3', ['1.3.0-rc.0'], 'minor', 'rc', '1.3.0-rc.1'],
  [
    'candidates tagged and package.json behind',
    '1.2.3',
    '1.2.3',
    ['1.3.0-rc.0', '1.3.0-rc.1'],
    'minor',
    'rc',
    '1.3.0-rc.2',
  ],
  ['a candidate, and then a breaking change', '1.3.0-rc.0', '1.2.3', ['1.3.0-rc.0'], 'major', 'rc', '2.0.0-rc.0'],
  ['out of candidates', '1.3.0-rc.1', '1.2.3', ['1.3.0-rc.1'], 'minor', 'stable', '1.3.0'],
  ['breaking below 1.0.0', '0.4.2', '0.4.2', [], 'major', 'stable', '0.5.0'],
  ['a feature below 1.0.0', '0.4.2', '0.4.2', [], 'minor', 'stable', '0.5.0'],
  ['a fix below 1.0.0', '0.4.2', '0.4.2', [], 'patch', 'stable', '0.4.3'],
  ['1.0.0 decided by hand', '1.0.0', '0.4.2', [], 'major', 'stable', '1.0.0'],
  ['the first release ever', '0.1.0', undefined, [], 'minor', 'stable', '0.1.0'],
  ['the first release ever, as a candidate', '0.1.0', undefined, [], 'minor', 'rc', '0.1.0-rc.0'],
  ['nothing yet', '0.0.0', undefined, [], 'minor', 'stable', '0.1.0'],
] as const)('%s', ([, current, lastStable, tagged, bump, channel, next]) => {
  expect(nextAfterTags({ current, lastStable, tagged }, bump, channel)).toBe(next);
});

test('what comes out comes out again', () => {
  for (const channel of ['stable', 'rc'] as const) {
    for (const bump of ['major', 'minor', 'patch'] as const) {
      const released = { current: '1.2.3', lastStable: '1.2.3', tagged: ['1.3.0-rc.4'] };
      const next = nextAfterTags(released, bump, channel);
      expect(nextAfterTags({ ...released, current: next }, bump, channel)).toBe(next);
    }
  }
});

test('the highest change counts, and none at all is a patch', () => {
  expect(highestBump(['patch', 'major', 'none', 'minor'])).toBe('major');
  expect(highestBump(['none', 'patch'])).toBe('patch');
  expect(highestBump(['none'])).toBe('patch');
  expect(highestBump([])).toBe('patch');
});
