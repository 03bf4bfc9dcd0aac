import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** `${SHAKEDOWN_CACHE:-${XDG_CACHE_HOME:-~/.cache}}/shakedown/NAME`, where the launcher's cache is too. */
export function cachePlace(env: NodeJS.ProcessEnv, name: string): string {
  const xdg = env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : undefined;
  return resolve(env.SHAKEDOWN_CACHE || xdg || join(env.HOME || homedir(), '.cache'), 'shakedown', name);
}
