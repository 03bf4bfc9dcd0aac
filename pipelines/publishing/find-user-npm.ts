/** The npm at hand: which it is, what it is configured with, and where it would go with nobody's configuration. */
import { join } from 'node:path';
import { findNpm } from '../../smoke/sandbox/find-npm.ts';
import { probeWith } from '../../smoke/sandbox/probe.ts';
import type { NpmFacts } from './release-facts.ts';
import { openUserNpm, type UserNpm } from './user-npm.ts';

export interface FoundUserNpm {
  facts: NpmFacts;
  npm?: UserNpm;
  /** the registry that npm comes with, where it was asked for */
  npmRegistry?: string;
}

export interface UserNpmQuestion {
  env: NodeJS.ProcessEnv;
  sourceDir: string;
  scratchDir: string;
  /** settings that are asked for */
  ask: readonly string[];
  /** whether npm's own registry is asked for */
  askOwnRegistry: boolean;
  /** whether it is asked if it can stage */
  askStaging: boolean;
  signal: AbortSignal;
}

export async function findUserNpm(question: UserNpmQuestion): Promise<FoundUserNpm> {
  const { env, sourceDir, scratchDir, ask, askOwnRegistry, askStaging, signal } = question;
  const path = env.PATH ?? '';
  const search = await findNpm(path, probeWith({ PATH: path, ...(env.HOME ? { HOME: env.HOME } : {}) }));
  if ('missing' in search) return { facts: { kind: 'missing', reason: search.missing } };
  const { path: npmPath, version } = search.found;
  const [npm, nobodys] = await Promise.all([
    openUserNpm({ npmPath, scratchDir, signal, env, sourceDir, ask }),
    askOwnRegistry ? openUserNpm({ npmPath, scratchDir, signal, ...unconfigured(path, scratchDir) }) : undefined,
  ]);
  const npmRegistry = nobodys?.settings.registry;
  return {
    facts: { kind: 'found', version, canStage: askStaging && (await canStage(npm)) },
    npm,
    ...(npmRegistry === undefined ? {} : { npmRegistry }),
  };
}

/** npm as it comes: there is no npmrc where it looks for one. */
function unconfigured(PATH: string, scratchDir: string) {
  const none = (name: string): string => join(scratchDir, `no-${name}`);
  const env = {
    PATH,
    HOME: scratchDir,
    npm_config_userconfig: none('userconfig'),
    npm_config_globalconfig: none('globalconfig'),
  };
  return { env, sourceDir: scratchDir, ask: ['registry'] };
}

/** npm 11.15 brought it; an npm without it knows no such command. */
async function canStage({ npm }: UserNpm): Promise<boolean> {
  const help = await npm(['stage', 'publish', '--help']);
  return help.kind === 'exited' && help.code === 0 && help.stdout.includes('npm stage publish');
}
