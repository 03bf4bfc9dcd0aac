/** What an output can show, from the stream itself and the environment; decided once. */

export interface OutputStream {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  rows?: number | undefined;
  hasColors?: (() => boolean) | ((env?: object) => boolean) | undefined;
}

export interface Traits {
  /** lines may be painted again: a terminal with a cursor, and no CI log */
  live: boolean;
  color: boolean;
}

/**
 * `FORCE_COLOR` beats `NO_COLOR` (https://no-color.org, as Node does it), both beat what the terminal can do.
 * An empty variable counts as not set.
 */
export function traitsOf(stream: OutputStream, env: NodeJS.ProcessEnv): Traits {
  const terminal = stream.isTTY === true && env.TERM !== 'dumb';
  return { live: terminal && !isSet(env.CI), color: hasColor(stream, terminal, env) };
}

function hasColor(stream: OutputStream, terminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (env.FORCE_COLOR) return isSet(env.FORCE_COLOR);
  if (env.NO_COLOR) return false;
  return terminal && (stream.hasColors?.(env) ?? false);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
