import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cachePlace } from './cache-place.ts';

test('SHAKEDOWN_CACHE wins over XDG_CACHE_HOME, that over HOME, and HOME over what the system says', () => {
  const env = { SHAKEDOWN_CACHE: '/s', XDG_CACHE_HOME: '/x', HOME: '/h' };
  expect(cachePlace(env, 'npm')).toBe('/s/shakedown/npm');
  expect(cachePlace({ ...env, SHAKEDOWN_CACHE: '' }, 'npm')).toBe('/x/shakedown/npm');
  expect(cachePlace({ HOME: '/h' }, 'node')).toBe('/h/.cache/shakedown/node');
  expect(cachePlace({}, 'npm')).toBe(join(homedir(), '.cache/shakedown/npm'));
});

test('a relative XDG_CACHE_HOME is ignored, as its specification wants; a relative SHAKEDOWN_CACHE is where one is', () => {
  expect(cachePlace({ XDG_CACHE_HOME: 'x', HOME: '/h' }, 'npm')).toBe('/h/.cache/shakedown/npm');
  expect(cachePlace({ SHAKEDOWN_CACHE: 's', HOME: '/h' }, 'npm')).toBe(join(process.cwd(), 's/shakedown/npm'));
});
