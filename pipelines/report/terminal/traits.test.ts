import { expect, test } from 'vitest';
import { traitsOf } from './traits.ts';

const terminal = { isTTY: true, hasColors: () => true };
const monochrome = { isTTY: true, hasColors: () => false };
const pipe = {};

test.each([
  ['a terminal', terminal, {}, { live: true, color: true }],
  ['a terminal without colours', monochrome, {}, { live: true, color: false }],
  ['a pipe', pipe, {}, { live: false, color: false }],
  ['NO_COLOR', terminal, { NO_COLOR: '1' }, { live: true, color: false }],
  ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, { live: true, color: true }],
  ['FORCE_COLOR in a pipe', pipe, { FORCE_COLOR: '1' }, { live: false, color: true }],
  ['FORCE_COLOR and NO_COLOR', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, { live: false, color: true }],
  ['FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, { live: true, color: false }],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, { live: false, color: false }],
  ['a terminal of a CI', terminal, { CI: 'true' }, { live: false, color: true }],
  ['CI=false', terminal, { CI: 'false' }, { live: true, color: true }],
])('%s', (_, stream, env, traits) => {
  expect(traitsOf(stream, env)).toEqual(traits);
});
