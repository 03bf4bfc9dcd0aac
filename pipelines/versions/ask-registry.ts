/** Asks the registry for a package, through the user's own npm and with the user's own configuration. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { findNpm } from '../../smoke/sandbox/find-npm.ts';
import { probeWith } from '../../smoke/sandbox/probe.ts';
import { npmReader } from '../publishing/npm-reader.ts';
import { impatient, openUserNpm } from '../publishing/user-npm.ts';
import { routeTo } from '../registry/route.ts';
import type { RegistryAnswers } from './registry-rules.ts';

export interface RegistryAsked {
  name: string;
  version: string;
  /** where the project's npmrc is, absolute */
  sourceDir: string;
  /** the registry, if it is not the one that npm goes to by itself */
  url: string | undefined;
  /** private, absolute */
  scratchDir: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** Whatever keeps it from answering is told as the answer. @throws the reason of `signal` */
export async function askRegistry(asked: RegistryAsked): Promise<RegistryAnswers> {
  const { name, version, sourceDir, url, env, signal } = asked;
  const path = env.PATH ?? '';
  const search = await findNpm(path, probeWith({ PATH: path, ...(env.HOME ? { HOME: env.HOME } : {}) }));
  if ('missing' in search) {
    const nobody = { kind: 'unreachable', reason: search.missing } as const;
    return { package: nobody, version: nobody };
  }
  const scratchDir = await mkdtemp(join(asked.scratchDir, 'npm-'));
  const { npm } = await openUserNpm({ npmPath: search.found.path, env, sourceDir, scratchDir, ask: [], signal });
  const reader = npmReader({
    npm: (args) => npm([...args, ...impatient], { signal }),
    route: url === undefined ? [] : routeTo(url, name),
    scratchDir,
  });
  const [known, release] = await Promise.all([reader.package(name), reader.version(name, version)]);
  return { package: known, version: release };
}
