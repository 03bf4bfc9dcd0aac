import { accessSync, constants, statSync } from 'node:fs';
import type { CommandFacts } from './command-result.ts';
import { errorCode } from './error-code.ts';
import { findExecutable, interpreterOf } from './executable.ts';

/**
 * Says which file a failed spawn(2) was about: the system's ENOENT is the same for a missing program,
 * a missing interpreter of a script and a missing working directory.
 */
export function describeSpawnFailure(
  code: string,
  said: string,
  command: Pick<CommandFacts, 'argv' | 'cwd' | 'env'>,
): string {
  const { argv, cwd, env } = command;
  const program = argv[0];
  const cwdCode = whyNotDirectory(cwd);
  if (cwdCode !== undefined) return `the working directory ${cwd} cannot be used: ${cwdCode}`;
  const found = findExecutable(program, env.PATH ?? '', cwd);
  if (code === 'ENOENT' && 'path' in found) {
    const interpreter = interpreterOf(found.path);
    if (interpreter !== undefined) return `${found.path} is a script for ${interpreter}, which cannot be started`;
  }
  if (code === 'ENOENT' && !program.includes('/')) return `no ${program} on PATH (${env.PATH ?? 'not set'})`;
  if (code === 'ENOENT') return `${program} does not exist`;
  if (code === 'EACCES') return `${program} is not an executable file`;
  return said;
}

function whyNotDirectory(dir: string): string | undefined {
  try {
    if (!statSync(dir).isDirectory()) return 'ENOTDIR';
    accessSync(dir, constants.X_OK);
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}
