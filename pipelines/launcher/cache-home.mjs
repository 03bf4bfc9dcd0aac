/** Where Shakedown keeps what it can make again; pipelines/cache-place.ts says the same to the program. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name of the kind of thing
 */
export function cacheHome(env, name) {
  // A relative XDG_CACHE_HOME is to be ignored, says the XDG base directory specification.
  const xdg = env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : undefined;
  return resolve(env.SHAKEDOWN_CACHE || xdg || join(env.HOME || homedir(), '.cache'), 'shakedown', name);
}
