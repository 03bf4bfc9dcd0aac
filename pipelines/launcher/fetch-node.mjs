/** Fetches a pinned Node from the package registry, trusts nothing but the pin, and puts it into the cache. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Interrupted, LauncherFailure } from './failure.mjs';
import { publish, removeAbandoned, workspaceIn, writeRecord } from './node-cache.mjs';
import { npmPack } from './npm-pack.mjs';

/** @typedef {import('./pinned-node.mjs').Pin} Pin */

/**
 * Safe when two run at once; leaves nothing but the finished entry, also when it fails or is interrupted.
 * @param {{ pin: Pin, root: string, name: string, env: NodeJS.ProcessEnv }} wanted `root`: the cache; `name`: of the entry
 * @returns {Promise<string>} the executable
 * @throws {LauncherFailure} exit 3
 * @throws {Interrupted} exit 128+n, on SIGINT, SIGTERM or SIGHUP
 */
export async function fetchNode({ pin, root, name, env }) {
  const interruption = new AbortController();
  const stopListening = onEndingSignal((exitCode) => interruption.abort(new Interrupted(exitCode)));
  let workspace;
  let binary;
  try {
    await mkdir(root, { recursive: true });
    await removeAbandoned(root, Date.now());
    workspace = await workspaceIn(root);
    const made = await makeEntry({ pin, workspace, env, signal: interruption.signal });
    binary = await publish(made, root, name, pin);
  } catch (error) {
    // What an interrupted step throws has many shapes; the reason has one.
    interruption.signal.throwIfAborted();
    throw cacheUnusable(error, root) ?? error;
  } finally {
    if (workspace) await rm(workspace, { recursive: true, force: true, maxRetries: 3 });
    stopListening();
  }
  interruption.signal.throwIfAborted();
  return binary;
}

/**
 * @param {{ pin: Pin, workspace: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} wanted
 * @returns {Promise<string>} a directory as the cache wants it
 */
async function makeEntry({ pin, workspace, env, signal }) {
  const tarball = await npmPack({ spec: `${pin.package}@${pin.version}`, workspace, env, signal });
  const integrity = `sha512-${await hashOf(tarball, 'sha512', 'base64', signal)}`;
  if (integrity !== pin.integrity) throw notThePinnedBytes(pin, integrity);

  const entry = join(workspace, 'entry');
  await mkdir(entry);
  await extract(tarball, entry, [pin.file, 'LICENSE']);
  const binary = join(entry, pin.file);
  await chmod(binary, 0o755);
  await proveItRuns(binary, pin, env, signal);
  const { size } = await stat(binary);
  const sha256 = await hashOf(binary, 'sha256', 'hex', signal);
  await writeRecord(entry, { package: `${pin.package}@${pin.version}`, integrity, size, sha256 });
  return entry;
}

/**
 * @param {string} tarball
 * @param {string} into
 * @param {string[]} files paths below `package/`; the others are skipped unread
 */
async function extract(tarball, into, files) {
  const wanted = new Set(files.map((file) => `package/${file}`));
  const tar = await import('tar');
  await tar.x({ file: tarball, cwd: into, strip: 1, strict: true, filter: (path) => wanted.has(path) });
}

/**
 * A binary for another libc, or a cache on a file system without execution, shows here and not in the middle of a run.
 * @param {string} binary
 * @param {Pin} pin
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 */
async function proveItRuns(binary, pin, { NODE_OPTIONS, ...env }, signal) {
  const answer = await new Promise((resolve) => {
    execFile(binary, ['--version'], { env, signal, timeout: 30_000, killSignal: 'SIGKILL' }, (error, stdout) => {
      resolve(error ? error.message : stdout.trim());
    });
  });
  if (answer === `v${pin.version}`) return;
  throw new LauncherFailure(
    3,
    'node-does-not-run',
    `The fetched Node does not run on this machine: expected v${pin.version} from node --version, found ${answer}.`,
    'set SHAKEDOWN_NODE to a Node that does, or SHAKEDOWN_CACHE to a directory whose files may be executed.',
  );
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
 * @param {(exitCode: number) => void} end
 * @returns {() => void} stops listening
 */
function onEndingSignal(end) {
  /** @type {NodeJS.SignalsListener} */
  const listener = (signal) => end(128 + constants.signals[signal]);
  for (const signal of endingSignals) process.on(signal, listener);
  return () => {
    for (const signal of endingSignals) process.off(signal, listener);
  };
}

/** @type {readonly NodeJS.Signals[]} */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * @param {Pin} pin
 * @param {string} found
 */
function notThePinnedBytes(pin, found) {
  return new LauncherFailure(
    3,
    'node-integrity-mismatch',
    `npm delivered other bytes for ${pin.package}@${pin.version} than Shakedown has pinned: expected ${pin.integrity}, found ${found}; nothing was kept.`,
    'find out what npm config get registry serves there, or set SHAKEDOWN_NODE to a Node that you trust.',
  );
}

/**
 * A full disk, a read-only cache, a cache that is a file: errors of the file system that the user can act on.
 * @param {unknown} error
 * @param {string} root
 */
function cacheUnusable(error, root) {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error instanceof LauncherFailure || !(error.code in constants.errno)) return undefined;
  const why = error.code === 'ENOSPC' ? 'the disk is full' : error.message;
  return new LauncherFailure(
    3,
    'node-cache-unusable',
    `Cannot put a newer Node into ${root}: ${why}.`,
    'make room or allow writing there, name another directory by SHAKEDOWN_CACHE, or a Node by SHAKEDOWN_NODE.',
  );
}
