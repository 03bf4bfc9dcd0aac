/** Which Node the tools run on: the one that SHAKEDOWN_NODE names, else the running one if it is new enough, else a fetched one. */
import { execFile } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { LauncherFailure } from './failure.mjs';
import { isNewEnough, neededNode } from './node-version.mjs';

/** @typedef {import('./node-version.mjs').Node} Node */

/**
 * @param {{ env: NodeJS.ProcessEnv, running: Node, say: (line: string) => void }} host
 * @returns {Promise<Node>} `running` itself when that one will do
 * @throws {LauncherFailure}
 */
export async function chooseNode({ env, running, say }) {
  const named = env.SHAKEDOWN_NODE;
  if (named) {
    const node = await probe(named, env);
    return node.path === running.path ? running : node;
  }
  if (isNewEnough(running.version)) return running;
  const { pinnedNode, readPins } = await import('./pinned-node.mjs');
  return pinnedNode({
    pins: readPins(),
    host: `${process.platform}-${process.arch}`,
    env,
    running: running.version,
    say,
  });
}

/**
 * Asks the Node that SHAKEDOWN_NODE names what it is. The answer's path is the real executable: signals must reach Node
 * itself, not a wrapper of it.
 * @param {string} named an absolute path or a command on PATH
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Node>}
 */
async function probe(named, env) {
  if (!isAbsolute(named) && /[\\/]/.test(named)) {
    throw badNode(`expected an absolute path or a command on PATH, found the relative path ${named}.`);
  }
  const question = 'JSON.stringify([process.execPath, process.versions.node, Boolean(process.features.typescript)])';
  // NODE_OPTIONS may preload something that prints, or hold an option that only another Node knows.
  const { NODE_OPTIONS, ...quiet } = env;
  const answer = await new Promise((resolve) => {
    execFile(named, ['-p', question], { env: quiet, timeout: 10_000, killSignal: 'SIGKILL' }, (error, stdout) => {
      resolve(error ? describe(error) : stdout.trim() || 'no answer when asked for its version');
    });
  });
  const [path, version, typescript] = parsed(answer);
  if (typeof path !== 'string' || typeof version !== 'string') {
    throw badNode(`expected a Node ${neededNode}, found ${named}: ${String(answer).slice(0, 120)}.`);
  }
  if (!isNewEnough(version)) throw badNode(`expected a Node ${neededNode}, found Node ${version} (${named}).`);
  return { path, version, typescript: typescript === true };
}

/** @param {unknown} answer */
function parsed(answer) {
  try {
    const value = JSON.parse(String(answer));
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** @param {import('node:child_process').ExecFileException} error */
function describe({ code, killed, signal }) {
  if (code === 'ENOENT') return 'no such command';
  if (code === 'EACCES') return 'not an executable file';
  if (killed) return 'no answer within 10 seconds';
  return signal ? `ended by ${signal}` : `failed when asked for its version (${code})`;
}

/** @param {string} what */
function badNode(what) {
  return new LauncherFailure(
    2,
    'shakedown-node-unusable',
    `SHAKEDOWN_NODE: ${what}`,
    `set SHAKEDOWN_NODE to a Node ${neededNode}, or unset it.`,
  );
}
