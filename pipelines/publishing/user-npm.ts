/**
 * npm as the user has it: with the user's own configuration and credentials, which is what publishing needs and nothing
 * else here is given. What it says is scrubbed of credentials before anybody else sees it. Caches and logs are its own
 * and go with the scratch directory.
 */
import { join } from 'node:path';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { cachePlace } from '../cache-place.ts';
import { type NpmCommand, npmCommand } from '../npm/npm.ts';
import { readSecrets, type Secrets } from './secrets.ts';

export interface UserNpm {
  /** Runs npm in the source directory, so that the project's npmrc counts as it does for its maintainers. */
  npm: (args: readonly string[], options?: { timeoutMs?: number; signal?: AbortSignal }) => Promise<CommandResult>;
  /** What npm takes a setting from when nobody gives it as a flag; `undefined` where it has none. */
  settings: Readonly<Record<string, string | undefined>>;
  secrets: Secrets;
}

export interface UserNpmOptions {
  /** npm-cli.js */
  npmPath: string;
  /** The host's environment. */
  env: NodeJS.ProcessEnv;
  /** Where a maintainer would type the command, absolute. */
  sourceDir: string;
  /** Private and absolute. */
  scratchDir: string;
  /** settings that are asked for */
  ask: readonly string[];
  signal: AbortSignal;
}

/** Long enough for a slow registry, short enough for a hanging one. */
const timeoutMs = 60_000;

/** Flags for a question: npm's own patience with a registry that does not answer is minutes. */
export const impatient = ['--fetch-retries=0', '--fetch-timeout=30000'] as const;

/** Starts nothing that stays. @throws the reason of `signal` */
export async function openUserNpm(options: UserNpmOptions): Promise<UserNpm> {
  const { npmPath, sourceDir, scratchDir, signal } = options;
  const version = process.versions.node;
  const program: NpmCommand = npmCommand({
    node: { path: process.execPath, version },
    npm: { path: npmPath, version },
  });
  const env = {
    // npm compiles itself at every start, unless it finds what it compiled before; it keeps that among the temporary files.
    NODE_COMPILE_CACHE: cachePlace(options.env, 'compiled'),
    ...environmentOf(options.env),
    npm_config_update_notifier: 'false',
  };
  const always = ['--logs-max=0', `--cache=${join(scratchDir, 'npm-cache')}`];
  const raw = (args: readonly string[], run: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
    program([...args, ...always], { cwd: sourceDir, env, timeoutMs, signal, ...run });

  const asked = ['userconfig', 'globalconfig', ...options.ask];
  const said = await raw(['config', 'get', ...asked]);
  const settings = settingsIn(said.stdout);
  const npmrcs = [settings.userconfig, settings.globalconfig, join(sourceDir, '.npmrc')].filter(
    (file) => file !== undefined,
  );
  const secrets = await readSecrets(options.env, npmrcs);
  return {
    settings,
    secrets,
    npm: async (args, run) => {
      const result = await raw(args, run);
      return { ...result, stdout: secrets.scrub(result.stdout), stderr: secrets.scrub(result.stderr) };
    },
  };
}

/** All of it but what would make npm another program: npm is to find the user's configuration and the job's identity. */
function environmentOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && name !== 'NODE_OPTIONS' && name !== 'NODE_CHANNEL_FD') chosen[name] = value;
  }
  return chosen;
}

/** `npm config get a b` prints a line `a=value` each. */
function settingsIn(stdout: string): Record<string, string | undefined> {
  return Object.fromEntries(
    stdout.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      if (at < 0) return [];
      const value = line.slice(at + 1);
      return [[line.slice(0, at), value === 'undefined' || value === 'null' ? undefined : value]];
    }),
  );
}
