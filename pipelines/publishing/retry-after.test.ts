import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = new Date('2026-11-20T12:00:00Z');

test.each([
  ['30', 30_000],
  [' 0 ', 0],
  ['Fri, 20 Nov 2026 12:01:30 GMT', 90_000],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  [null, undefined],
])('%s is so many milliseconds: %s', (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms);
});
