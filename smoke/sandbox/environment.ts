import { delimiter, join } from 'node:path';
import type { Tools } from '../../schemas/types.ts';
import { MARK_VARIABLE } from '../process/mark.ts';

/** The directories of a sandbox, absolute; every one of them is made with it. */
export function sandboxDirs(dir: string) {
  return {
    home: join(dir, 'home'),
    tmp: join(dir, 'tmp'),
    work: join(dir, 'work'),
    config: join(dir, 'xdg/config'),
    data: join(dir, 'xdg/data'),
    cache: join(dir, 'xdg/cache'),
    state: join(dir, 'xdg/state'),
    runtime: join(dir, 'xdg/runtime'),
    npmCache: join(dir, 'npm/cache'),
    npmPrefix: join(dir, 'npm/prefix'),
  } as const;
}

/** npm's own configuration files of a sandbox; they are made empty. */
export function sandboxNpmrcs(dir: string) {
  return { user: join(dir, 'npm/userconfig'), global: join(dir, 'npm/globalconfig') } as const;
}

export interface EnvironmentOptions {
  readonly dir: string;
  readonly tools: Pick<Tools, 'binDir' | 'systemDirs'>;
  readonly network: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, string>>;
  readonly trackingId: string | undefined;
  readonly mark: string;
}

/**
 * The whole environment of a sandbox's commands, from nothing: what is not said here is not set.
 * Later entries win, so that the network's variables cannot lead out of the sandbox and nothing can take the marker off.
 */
export function buildEnvironment(options: EnvironmentOptions): Readonly<Record<string, string>> {
  const { dir, tools, network, extra, trackingId, mark } = options;
  const at = sandboxDirs(dir);
  const npmrc = sandboxNpmrcs(dir);
  return Object.freeze({
    ...network,
    PATH: [tools.binDir, ...tools.systemDirs].join(delimiter),
    HOME: at.home,
    TMPDIR: at.tmp,
    XDG_CONFIG_HOME: at.config,
    XDG_DATA_HOME: at.data,
    XDG_CACHE_HOME: at.cache,
    XDG_STATE_HOME: at.state,
    XDG_RUNTIME_DIR: at.runtime,
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    npm_config_userconfig: npmrc.user,
    npm_config_globalconfig: npmrc.global,
    npm_config_cache: at.npmCache,
    npm_config_prefix: at.npmPrefix,
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    ...(trackingId === undefined ? {} : { RUNNER_TRACKING_ID: trackingId }),
    ...extra,
    [MARK_VARIABLE]: mark,
  });
}
