/**
 * Goes on in a child process with another Node, and is as little noticed as possible: same streams, same exit, same signals.
 *
 * What the child sees when the launcher is told to end (launcher-signals.ts is the child's side):
 * - SIGTERM and SIGHUP are passed on as they are. The child may get one twice (a signal to the whole process group
 *   reaches it directly too), so a second one must mean nothing new.
 * - SIGINT: a Ctrl-C reaches the whole group, the child too, and the second one counts as "now". So the launcher does
 *   not pass the signal on but says over the IPC channel that it had one: `{type: 'signal', signal: 'SIGINT'}`. The child
 *   counts both kinds apart; the larger count is how often it was interrupted. A tool that does not know this protocol
 *   gets the signal itself, unless the launcher runs in a terminal, where it came from the keyboard and reached both.
 * - The launcher dies (kill -9): the IPC channel closes, which the child takes as SIGHUP.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { LauncherFailure } from './failure.mjs';

/**
 * @param {string} node the executable
 * @param {readonly string[]} args
 * @param {{ env: NodeJS.ProcessEnv, knowsProtocol: boolean }} options
 * @returns {Promise<number>} the child's exit code, 128+n if signal n ended it
 * @throws {LauncherFailure} exit 3, when it cannot be started
 */
export function spawnNode(node, args, { env, knowsProtocol }) {
  return new Promise((resolve, reject) => {
    /** @type {NodeJS.SignalsListener} */
    const passOn = (signal) => {
      if (signal !== 'SIGINT') child.kill(signal);
      else if (knowsProtocol) tell(child, signal);
      else if (!inTerminal()) child.kill(signal);
    };
    const stopPassingOn = () => {
      for (const signal of passedOn) process.off(signal, passOn);
    };
    // Before the child is there, so that no signal can end the launcher and leave the child; they run after this turn.
    for (const signal of passedOn) process.on(signal, passOn);
    const child = spawn(node, args, { env, stdio: knowsProtocol ? [0, 1, 2, 'ipc'] : 'inherit' });
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

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function tell(child, signal) {
  // A channel that has just closed means that the child is ending; its exit follows.
  if (child.connected) child.send({ type: 'signal', signal }, () => undefined);
}

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
