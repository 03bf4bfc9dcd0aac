import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatInteger, plural } from './quantities.ts';

test.each([
  [0, '0 ms'],
  [120.4, '120 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [4860, '4.9 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 00 s'],
  [125_400, '2 min 05 s'],
])('%d milliseconds are told as %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [15_482, '15.5 kB'],
  [999_960, '1.0 MB'],
  [7_300_000_000, '7.3 GB'],
])('%d bytes are told as %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

test('counts have separators and the right number of the noun', () => {
  expect([formatInteger(1_234_567), plural(1, 'smoke'), plural(0, 'smoke'), plural(12_000, 'smoke')]).toEqual([
    '1,234,567',
    '1 smoke',
    '0 smokes',
    '12,000 smokes',
  ]);
});
