/** Fetches the pinned Node for the launcher, which has signals and words of its own. */
import { constants } from 'node:os';
import { Interrupted, LauncherFailure } from './failure.mjs';
import { FetchFailure } from './fetch-failure.mjs';
import { fetchPackage } from './fetch-package.mjs';

/** @typedef {import('./pinned-node.mjs').Pin} Pin */

/**
 * @param {{ pin: Pin, root: string, name: string, env: NodeJS.ProcessEnv }} options `root`: the cache; `name`: of the entry
 * @returns {Promise<string>} the executable
 * @throws {LauncherFailure} exit 3
 * @throws {Interrupted} exit 128+n, on SIGINT, SIGTERM or SIGHUP
 */
export async function fetchNode({ pin, root, name, env }) {
  const interruption = new AbortController();
  const stopListening = onEndingSignal((exitCode) => interruption.abort(new Interrupted(exitCode)));
  try {
    const wanted = { ...pin, only: [pin.file, 'LICENSE'], says: `v${pin.version}` };
    return await fetchPackage({ wanted, root, name, env, signal: interruption.signal });
  } catch (error) {
    throw error instanceof FetchFailure ? told(error, pin, root) : error;
  } finally {
    stopListening();
  }
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
 * @param {FetchFailure} failure
 * @param {Pin} pin
 * @param {string} root
 */
function told({ kind, details }, pin, root) {
  const spec = `${pin.package}@${pin.version}`;
  const { reason, ended, said, expected, found } = details;
  switch (kind) {
    case 'npm-missing':
      return notReady('npm-missing', 'npm is needed to fetch a newer Node: expected it on PATH, found none.', install);
    case 'npm-unusable':
      return notReady('npm-unusable', `npm is needed to fetch a newer Node: ${reason}.`, install);
    case 'not-fetched':
      return notReady(
        'node-fetch-failed',
        `npm could not fetch ${spec} (${ended})${said && `: ${said}`}.`,
        "check the network and npm's settings (npm config get registry), or set SHAKEDOWN_NODE to a Node that is installed.",
      );
    case 'other-bytes':
      return notReady(
        'node-integrity-mismatch',
        `npm delivered other bytes for ${spec} than Shakedown has pinned: expected ${expected}, found ${found}; nothing was kept.`,
        'find out what npm config get registry serves there, or set SHAKEDOWN_NODE to a Node that you trust.',
      );
    case 'does-not-run':
      return notReady(
        'node-does-not-run',
        `The fetched Node does not run on this machine: expected ${expected} from node --version, found ${found}.`,
        'set SHAKEDOWN_NODE to a Node that does, or SHAKEDOWN_CACHE to a directory whose files may be executed.',
      );
    case 'cache-unusable':
      return notReady(
        'node-cache-unusable',
        `Cannot put a newer Node into ${root}: ${reason}.`,
        'make room or allow writing there, name another directory by SHAKEDOWN_CACHE, or a Node by SHAKEDOWN_NODE.',
      );
  }
}

const install = 'install npm, or set SHAKEDOWN_NODE to a Node that is installed.';

/**
 * @param {string} code
 * @param {string} message
 * @param {string} remediation
 */
function notReady(code, message, remediation) {
  return new LauncherFailure(3, code, message, remediation);
}
