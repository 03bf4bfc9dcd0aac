/** The pinned Node for hosts whose own is too old: from the cache, or fetched into it once. */
import { readFileSync } from 'node:fs';
import { cacheHome } from './cache-home.mjs';
import { LauncherFailure } from './failure.mjs';
import { neededNode } from './node-version.mjs';
import { cachedProgram, entryName } from './package-cache.mjs';

/**
 * @typedef {object} Pin one entry of node-pins.json, by `<platform>-<arch>`
 * @property {string} package the registry's package that carries the binary
 * @property {string} version
 * @property {string} integrity of the tarball, `sha512-<base64>`
 * @property {number} bytes size of the tarball
 * @property {string} file the executable inside the package
 */

/** @returns {Record<string, Pin>} */
export function readPins() {
  return JSON.parse(readFileSync(new URL('./node-pins.json', import.meta.url), 'utf8'));
}

/**
 * @param {object} wanted
 * @param {Record<string, Pin>} wanted.pins
 * @param {string} wanted.host `<platform>-<arch>`
 * @param {NodeJS.ProcessEnv} wanted.env says where the cache is, and goes to npm
 * @param {string} wanted.running the version of the Node that is too old
 * @param {(line: string) => void} wanted.say
 * @returns {Promise<import('./node-version.mjs').Node>}
 * @throws {LauncherFailure} exit 3
 */
export async function pinnedNode({ pins, host, env, running, say }) {
  const pin = pins[host];
  if (!pin) {
    throw new LauncherFailure(
      3,
      'node-not-pinned',
      `Node ${running} is too old for the tools (${neededNode}), and Shakedown has no pinned Node for ${host}, only for ${Object.keys(pins).join(', ')}.`,
      `install a Node ${neededNode}, or name one by SHAKEDOWN_NODE.`,
    );
  }
  const root = cacheHome(env, 'node');
  const name = entryName(`${pin.version}-${host}`, pin.integrity);
  const found = { version: pin.version, typescript: true };
  const cached = cachedProgram(root, name, pin.file);
  if (cached) return { ...found, path: cached };

  const megabytes = Math.round(pin.bytes / 1e6);
  say(
    `shakedown: Node ${running} is too old for the tools (${neededNode}); fetching Node ${pin.version} once into ${root} (${megabytes} MB)`,
  );
  const { fetchNode } = await import('./fetch-node.mjs');
  return { ...found, path: await fetchNode({ pin, root, name, env }) };
}
