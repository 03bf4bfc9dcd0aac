/**
 * A cache of packages fetched from the registry, safe for two at once: an entry appears whole, by one rename, or not at all.
 *
 *     <cache>/shakedown/node/<version>-<platform>-<arch>-<12 hex of the integrity>/
 *       bin/node   LICENSE   entry.json: size and sha256 of the program as it was extracted
 *     <cache>/shakedown/managers/<package>-<version>-<12 hex of the integrity>/
 *     <cache>/shakedown/<either>/.fetching-<host>-<pid>-XXXXXX/   one that is being made
 */
import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * @param {string} what the beginning of the name: `24.21.0-linux-x64`
 * @param {string} integrity of the tarball, `sha512-<base64>`
 */
export function entryName(what, integrity) {
  const hash = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  return `${what}-${hash.slice(0, 12)}`;
}

/**
 * The program of a whole entry. One that has not the size it was extracted with does not count.
 * @param {string} root
 * @param {string} name
 * @param {string} file the program, below the entry
 * @returns {string | undefined}
 */
export function cachedProgram(root, name, file) {
  const entry = join(root, name);
  const program = join(entry, file);
  try {
    const record = JSON.parse(readFileSync(join(entry, 'entry.json'), 'utf8'));
    const stats = statSync(program);
    return stats.isFile() && stats.size === record?.size ? program : undefined;
  } catch (error) {
    // What cannot be read cannot be used either; where that is a matter of rights, fetching will say so.
    if (error instanceof SyntaxError || isNotThere(error) || isForbidden(error) || hasCode(error, 'EISDIR'))
      return undefined;
    throw error;
  }
}

/**
 * Writes what cachedProgram() will compare with; the last thing before an entry is published.
 * @param {string} entry
 * @param {{ package: string, integrity: string, size: number, sha256: string }} record `size` in bytes, of the program
 */
export async function writeRecord(entry, record) {
  await writeFile(join(entry, 'entry.json'), `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * A directory in which to make an entry, on the same file system as the cache.
 * @param {string} root
 */
export async function workspaceIn(root) {
  return mkdtemp(join(root, `.fetching-${hostname()}-${process.pid}-`));
}

/**
 * Makes a finished entry the cache's own. If another process was faster, its entry is used and ours left where it is.
 * @param {string} made
 * @param {string} root
 * @param {string} name
 * @param {string} file the program, below the entry
 * @returns {Promise<string>} the program
 */
export async function publish(made, root, name, file) {
  const entry = join(root, name);
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(made, entry);
      return join(entry, file);
    } catch (error) {
      if (!isTaken(error) || attempt === 3) throw error;
    }
    const winner = cachedProgram(root, name, file);
    if (winner) return winner;
    setAside(entry, `${made}.broken-${attempt}`);
  }
}

/**
 * Moves a broken entry out of the way, into our workspace, which is removed.
 * @param {string} entry
 * @param {string} aside
 */
function setAside(entry, aside) {
  try {
    renameSync(entry, aside);
  } catch (error) {
    // Another process has just done the same.
    if (!isNotThere(error)) throw error;
  }
}

/**
 * Removes what a killed process left: its own host's if that process is gone, another host's after a day.
 * @param {string} root
 * @param {number} now milliseconds
 */
export async function removeAbandoned(root, now) {
  for (const name of readdirSync(root)) {
    const [, host, pid] = /^\.fetching-(.+)-(\d+)-[^-]+$/.exec(name) ?? [];
    if (!host) continue;
    const workspace = join(root, name);
    const abandoned = host === hostname() ? !isAlive(Number(pid)) : isOlderThanADay(workspace, now);
    if (abandoned) await removeIfAllowed(workspace);
  }
}

/** @param {string} path */
async function removeIfAllowed(path) {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    // Somebody else's leftovers in a shared cache are no reason not to go on.
    if (!isForbidden(error)) throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    if (hasCode(error, 'EPERM')) return true;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {number} now milliseconds
 */
function isOlderThanADay(path, now) {
  try {
    return now - statSync(path).mtimeMs > 86_400_000;
  } catch (error) {
    // Its owner has just removed it.
    if (isNotThere(error)) return false;
    throw error;
  }
}

/** @param {unknown} error */
function isNotThere(error) {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

/** @param {unknown} error */
function isForbidden(error) {
  return hasCode(error, 'EACCES') || hasCode(error, 'EPERM');
}

/**
 * What a rename says when the directory is there already: POSIX, POSIX, Windows.
 * @param {unknown} error
 */
function isTaken(error) {
  return hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST') || hasCode(error, 'EPERM');
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
