import { readNpmError } from '../npm/json.ts';
import type { Login } from './release-facts.ts';
import { impatient, type UserNpm } from './user-npm.ts';

/** Whose credentials npm has for this registry. */
export async function askLogin({ npm }: UserNpm, registry: string): Promise<Login> {
  const result = await npm(['whoami', '--json', `--registry=${registry}`, ...impatient]);
  if (result.kind === 'exited' && result.code === 0) {
    return { kind: 'user', name: result.stdout.trim().replaceAll('"', '') };
  }
  const error = readNpmError(result.stdout);
  const code = String(error?.code ?? '');
  const reason = [code, error?.summary].filter(Boolean).join(' ') || 'npm whoami does not say';
  return ['ENEEDAUTH', 'E401', 'E403'].includes(code) ? { kind: 'nobody', reason } : { kind: 'unknown', reason };
}
