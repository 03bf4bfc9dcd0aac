import { expect, test } from 'vitest';
import { parseAge, parseCount } from './duration.ts';

test.each([
  ['90s', 90_000],
  ['30min', 1_800_000],
  ['12h', 43_200_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['0d', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseAge(text, '--older-than')).toBe(ms);
});

test.each([
  ['30', 'a number without a unit'],
  ['5m', 'm is minutes to some and months to others'],
  ['5M', 'm is minutes to some and months to others'],
  ['', 'not a whole number and a unit'],
  ['d', 'not a whole number and a unit'],
  ['-7d', 'not a whole number and a unit'],
  ['1.5d', 'not a whole number and a unit'],
  ['7D', 'not a whole number and a unit'],
  ['7 d', 'not a whole number and a unit'],
  ['1d12h', 'not a whole number and a unit'],
  ['9999999d', 'not a whole number and a unit'],
  ['7days', 'not a whole number and a unit'],
])('refuses %j as an age: %s', (text, why) => {
  expect(() => parseAge(text, '--older-than')).toThrow(why);
});

test.each(['', '-1', '1.5', 'all', '1e3', '0x10'])('refuses %j as a count', (text) => {
  expect(() => parseCount(text, '--last')).toThrow('--last: expected a whole number');
});
