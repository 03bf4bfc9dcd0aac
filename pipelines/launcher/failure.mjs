/** How the launcher ends when it cannot go on: one line on stderr and an exit code (2 bad usage, 3 not ready, 70 a fault of ours). */

/** Why the launcher cannot go on, in the words and with the fields of a finding (schemas/finding.schema.json). */
export class LauncherFailure extends Error {
  /**
   * @param {2 | 3} exitCode 2: bad usage; 3: not ready
   * @param {string} code a finding's code
   * @param {string} message what, expected, found
   * @param {string} remediation the next step
   */
  constructor(exitCode, code, message, remediation) {
    super(oneLine(message));
    this.name = 'LauncherFailure';
    this.exitCode = exitCode;
    this.code = code;
    this.remediation = oneLine(remediation);
  }
}

/** The launcher was told to end while it prepared a Node; exit 128+n. */
export class Interrupted extends Error {
  /** @param {number} exitCode */
  constructor(exitCode) {
    super('interrupted');
    this.name = 'Interrupted';
    this.exitCode = exitCode;
  }
}

/**
 * Runs the launcher and turns what it throws into words and an exit code; never rejects.
 * @param {() => Promise<unknown>} action
 * @param {readonly string[]} argv the user's arguments: with --json, stdout gets one JSON document in failure too
 */
export async function sayingFailures(action, argv) {
  try {
    await action();
  } catch (thrown) {
    if (thrown instanceof Interrupted) {
      process.exitCode = thrown.exitCode;
      return;
    }
    const failure = thrown instanceof LauncherFailure ? thrown : missingDependency(thrown);
    if (failure) {
      say(failure, argv);
      process.exitCode = failure.exitCode;
      return;
    }
    say(faultOf(thrown), argv);
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    // Whatever the program had begun must not keep a broken process alive.
    process.exit(faultExitCode);
  }
}

const faultExitCode = 70;

/**
 * One line on stderr; with --json also schemas/command-failure.schema.json on stdout.
 * @param {{ exitCode: number, code: string, message: string, remediation: string }} failure
 * @param {readonly string[]} argv
 */
function say({ exitCode, code, message, remediation }, argv) {
  process.stderr.write(`error ${code}: ${message} Next: ${remediation}\n`);
  if (!argv.includes('--json')) return;
  const finding = { code, severity: 'error', where: {}, args: {}, message, remediation };
  process.stdout.write(`${JSON.stringify({ schemaVersion: 1, exitCode, findings: [finding] }, null, 2)}\n`);
}

/** @param {unknown} thrown */
function faultOf(thrown) {
  return {
    exitCode: faultExitCode,
    code: 'fault',
    message: oneLine(`a fault of Shakedown itself: ${thrown instanceof Error ? thrown.message : String(thrown)}.`),
    remediation: 'report it with the lines that follow.',
  };
}

/**
 * A clone in which nobody ran `npm ci`: Node's error for a package that is not there.
 * @param {unknown} thrown
 */
function missingDependency(thrown) {
  if (!(thrown instanceof Error) || !('code' in thrown) || thrown.code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const [, name] = /^Cannot find package '([^']+)'/.exec(thrown.message) ?? [];
  if (!name) return undefined;
  return new LauncherFailure(
    3,
    'dependency-missing',
    `Shakedown's own dependency ${name} is not installed.`,
    'run `npm ci` in the clone of Shakedown, or install the package again.',
  );
}

/** @param {string} text */
function oneLine(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters of foreign text never reach a terminal
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}
