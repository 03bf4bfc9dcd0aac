import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { errorCode } from './error-code.ts';

/** A file that the kernel would execute, or the error that it would give. */
export type Executable = { readonly path: string } | { readonly code: 'ENOENT' | 'EACCES' };

/**
 * Finds `program` as execvp(3) does: a name with a slash is a path from `cwd`, any other is looked for along `path`;
 * EACCES only when nothing better follows.
 */
export function findExecutable(program: string, path: string, cwd: string): Executable {
  if (program === '') return { code: 'ENOENT' };
  const candidates = program.includes('/')
    ? [resolve(cwd, program)]
    : path.split(delimiter).map((dir) => resolve(cwd, dir, program));
  let refused = false;
  for (const candidate of candidates) {
    const code = whyNotExecutable(candidate);
    if (code === undefined) return { path: candidate };
    if (code === 'EACCES') refused = true;
  }
  return { code: refused ? 'EACCES' : 'ENOENT' };
}

/** The program that a script's first line names, for example `/usr/bin/env`; undefined for what is no script. */
export function interpreterOf(file: string): string | undefined {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    // A binary may be executable and not readable.
    if (errorCode(error) === 'EACCES') return undefined;
    throw error;
  }
  try {
    const head = Buffer.alloc(256);
    const line = head.toString('latin1', 0, readSync(fd, head)).split('\n', 1)[0] ?? '';
    return /^#![ \t]*([^ \t]+)/.exec(line)?.[1];
  } finally {
    closeSync(fd);
  }
}

function whyNotExecutable(file: string): 'ENOENT' | 'EACCES' | undefined {
  try {
    if (!statSync(file).isFile()) return 'EACCES';
    accessSync(file, constants.X_OK);
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EACCES' || code === 'EPERM') return 'EACCES';
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG') return 'ENOENT';
    throw error;
  }
}
