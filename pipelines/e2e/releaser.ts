/** For tests: somebody who may publish from a workplace. */
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { committer } from '../git/committer.ts';
import { registryKey } from '../publishing/release-bench.ts';
import type { Workplace } from './workplace.ts';

/** All real, but uv: see uv-for-releases/uv. */
export function releaserEnv({ env }: Pick<Workplace, 'env'>): Record<string, string> {
  const uvDir = join(import.meta.dirname, 'uv-for-releases');
  return { ...env, ...committer, PATH: `${uvDir}${delimiter}${env.PATH}` };
}

/** Writes the npmrc of whoever publishes @kaelio/ktx there; it refers to their token as NODE_AUTH_TOKEN. */
export function writeLogin({ home }: Pick<Workplace, 'home'>, registry: string): void {
  const settings = [`${registryKey(registry)}:_authToken=\${NODE_AUTH_TOKEN}`, `@kaelio:registry=${registry}`];
  writeFileSync(join(home, '.npmrc'), `${settings.join('\n')}\n`);
}
