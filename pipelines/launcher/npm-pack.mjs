/** Fetches one tarball with the npm on PATH: whose registry settings, proxies and certificates apply is a matter of `env`. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { FetchFailure } from './fetch-failure.mjs';

/**
 * @param {object} wanted
 * @param {string} wanted.spec `name@version`
 * @param {string} wanted.workspace an empty directory of ours, npm's working directory
 * @param {NodeJS.ProcessEnv} wanted.env
 * @param {AbortSignal} wanted.signal ends npm and everything it started
 * @returns {Promise<string>} the tarball's path; its bytes are still to be checked
 * @throws {FetchFailure} npm-missing, npm-unusable, not-fetched
 * @throws {Error} with a code, of the file system
 */
export async function npmPack({ spec, workspace, env, signal }) {
  const destination = join(workspace, 'packed');
  await mkdir(destination);
  const talk = join(workspace, 'npm.log');
  const ended = await runNpm(packArguments(spec, destination, workspace), { cwd: workspace, env, signal, talk });
  // The name of the file and the shape of npm's JSON differ by version; what lies in the directory does not.
  const tarball = readdirSync(destination).find((name) => name.endsWith('.tgz'));
  if (ended === 'exit 0' && tarball) return join(destination, tarball);
  if (ended === diskFull) throw Object.assign(new Error('npm found no space left'), { code: 'ENOSPC' });
  const said = lastWords(readFileSync(talk, 'utf8'));
  throw new FetchFailure('not-fetched', { ended: `${ended}${tarball ? '' : ', no tarball'}`, said });
}

/** npm's exit code is the negative errno; then there is no room for its words either. */
const diskFull = `exit ${256 - constants.errno.ENOSPC}`;

/**
 * @param {string} spec
 * @param {string} destination
 * @param {string} workspace
 */
function packArguments(spec, destination, workspace) {
  return [
    'pack',
    spec,
    `--pack-destination=${destination}`,
    // Without it npm looks for a project above the cache, and reads that project's npmrc.
    `--prefix=${workspace}`,
    '--prefer-offline',
    // An exact version is wanted, however young: this is how both `before` and `min-release-age` of an npmrc are unsaid.
    '--before=null',
    '--dry-run=false',
    '--ignore-scripts',
    '--foreground-scripts=false',
    '--loglevel=error',
    '--update-notifier=false',
  ];
}

/**
 * Runs npm in a process group of its own, so that ending it also ends what a wrapper called npm has started.
 * Its talk goes to a file: a pipe could be held open, or fill up.
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal, talk: string }} options
 * @returns {Promise<string>} `exit N` or `ended by SIGNAL`
 */
function runNpm(args, { cwd, env, signal, talk }) {
  const windows = process.platform === 'win32';
  const output = openSync(talk, 'w');
  // npm.cmd cannot be spawned without a shell; npm's own program lies beside the Node of the installer.
  const [command, first] = windows
    ? [process.execPath, [join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')]]
    : ['npm', []];
  return new Promise((resolve, reject) => {
    const npm = spawn(command, [...first, ...args], {
      cwd,
      env,
      detached: !windows,
      stdio: ['ignore', output, output],
      windowsHide: true,
    });
    closeSync(output);
    const end = () => endGroup(npm);
    signal.addEventListener('abort', end);
    npm.once('error', (error) => {
      signal.removeEventListener('abort', end);
      reject(cannotRunNpm(error));
    });
    npm.once('exit', (code, by) => {
      signal.removeEventListener('abort', end);
      resolve(by ? `ended by ${by}` : `exit ${code}`);
    });
  });
}

/** @param {import('node:child_process').ChildProcess} npm */
function endGroup({ pid }) {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, constants.signals.SIGKILL);
  } catch (error) {
    // It has just ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** @param {Error} error */
function cannotRunNpm(error) {
  const missing = 'code' in error && error.code === 'ENOENT';
  return missing ? new FetchFailure('npm-missing') : new FetchFailure('npm-unusable', { reason: error.message });
}

/**
 * The line of npm's talk that says most: `npm error code E404`, `npm error 404 Not Found - GET ...`.
 * @param {string} talk
 */
function lastWords(talk) {
  const lines = talk
    .split('\n')
    .map((line) => /^npm (?:error|ERR!) (.+)$/.exec(line.trim())?.[1] ?? '')
    .filter((line) => line !== '' && !line.startsWith('A complete log') && !line.startsWith('errno'));
  return lines.slice(0, 3).join('; ').slice(0, 300).replace(/\.+$/, '');
}
