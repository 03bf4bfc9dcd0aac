/**
 * Goes on in a child process with another Node, and is as little noticed as possible: same streams, same exit, same signals.
 *
 * SIGINT, SIGTERM and SIGHUP are passed on as they are: a `kill` of the launcher is meant for the child. One Ctrl-C may
 * therefore reach the child more than once (the terminal signals the whole process group; npm passes signals on too), so:
 * - the program, pipelines/main.ts, must take a repetition within a moment for the same Ctrl-C (pipelines/interruption.ts
 *   does). It also has an IPC channel to the launcher, on which nothing is said: when it closes, the launcher was killed,
 *   which the program must take as SIGHUP. The channel must be unreferenced, or it keeps the program alive.
 * - a tool that we cannot teach that takes a second SIGINT for "now". In a terminal it has already had the first, so
 *   there SIGINT is not passed on.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { LauncherFailure } from './failure.mjs';

/**
 * @param {string} node the executable
 * @param {readonly string[]} args
 * @param {{ env: NodeJS.ProcessEnv, runs: 'program' | 'tool' }} options
 * @returns {Promise<number>} the child's exit code, 128+n if signal n ended it
 * @throws {LauncherFailure} exit 3, when it cannot be started
 */
export function spawnNode(node, args, { env, runs }) {
  return new Promise((resolve, reject) => {
    /** @type {NodeJS.SignalsListener} */
    const passOn = (signal) => {
      if (signal !== 'SIGINT' || runs === 'program' || !inTerminal()) child.kill(signal);
    };
    const stopPassingOn = () => {
      for (const signal of passedOn) process.off(signal, passOn);
    };
    // Before the child is there, so that no signal can end the launcher and leave the child; they run after this turn.
    for (const signal of passedOn) process.on(signal, passOn);
    const child = spawn(node, args, { env, stdio: runs === 'program' ? [0, 1, 2, 'ipc'] : 'inherit' });
    child.once('error', (error) => {
      stopPassingOn();
      reject(cannotStart(node, error));
    });
    child.once('exit', (code, signal) => {
      stopPassingOn();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/** @type {readonly NodeJS.Signals[]} */
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function inTerminal() {
  return isatty(0) || isatty(1) || isatty(2);
}

/**
 * @param {string} node
 * @param {Error} error
 */
function cannotStart(node, error) {
  return new LauncherFailure(
    3,
    'node-does-not-start',
    `Cannot start ${node}: ${error.message}.`,
    'try again, or set SHAKEDOWN_NODE to another Node.',
  );
}
