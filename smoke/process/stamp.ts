import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { errorCode } from './error-code.ts';
import { findExecutable, interpreterOf } from './executable.ts';
import { MARK_VARIABLE } from './mark.ts';

/**
 * A second mark, for the process that scrubs its environment: a number in RLIMIT_RSS. Every descendant inherits it
 * through fork and exec, whatever it does to its environment, session, files and working directory, and everybody may
 * read it in /proc/PID/limits. The limit itself has had no effect since Linux 2.4.30 (getrlimit(2)), and ours is above
 * 4 EiB. It is put there by prlimit(1), which then becomes the command: same pid, same environment.
 * Limits of the means: a process that sets the limit itself is lost, and so is everything where prlimit is missing.
 */
export function withStamp(
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  cwd: string,
): readonly [string, ...string[]] {
  const mark = env[MARK_VARIABLE];
  const prlimit = mark === undefined ? undefined : findPrlimit();
  if (mark === undefined || prlimit === undefined || !startsForSure(argv[0], env.PATH, cwd)) return argv;
  return [prlimit, `--rss=${stampOf(mark)}:`, '--', ...argv];
}

/** Whether the limits of a process (the text of /proc/PID/limits) carry the stamp of `mark`, or of the run `mark`. */
export function carriesStamp(limits: string, mark: string, wholeRun: boolean): boolean {
  const digits = /^Max resident set +(\d+) /m.exec(limits)?.[1];
  if (digits === undefined) return false;
  const number = BigInt(digits);
  return wholeRun ? number >> boxBits === runStamp(mark.replace(/\/$/, '')) : number === stampOf(mark);
}

const runBits = 40n;
const boxBits = 20n;

/** Bit 62 says that it is a stamp; then 40 bits for the run, so that a run can be asked for, and 20 for the sandbox. */
function stampOf(mark: string): bigint {
  const slash = mark.lastIndexOf('/');
  const [run, box] = slash < 0 ? [mark, ''] : [mark.slice(0, slash), mark.slice(slash + 1)];
  return (runStamp(run) << boxBits) | hashOf(box, boxBits);
}

function runStamp(run: string): bigint {
  return (1n << (62n - boxBits)) | hashOf(run, runBits);
}

function hashOf(text: string, bits: bigint): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64BE() >> (64n - bits);
}

/**
 * prlimit would turn an error of exec into an exit code and words of its own. So it is used only for what will start;
 * anything doubtful is spawned directly and fails with the system's own error.
 */
function startsForSure(program: string, path: string | undefined, cwd: string): boolean {
  if (path === undefined && !program.includes('/')) return false;
  const found = findExecutable(program, path ?? '', cwd);
  if (!('path' in found)) return false;
  const interpreter = interpreterOf(found.path);
  return interpreter === undefined || 'path' in findExecutable(interpreter, '', cwd);
}

let prlimit: { readonly path: string | undefined } | undefined;

function findPrlimit(): string | undefined {
  prlimit ??= { path: lookForPrlimit() };
  return prlimit.path;
}

function lookForPrlimit(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // A hard limit below our numbers could not be kept.
    if (!/^Max resident set +\S+ +unlimited/m.test(readFileSync('/proc/self/limits', 'latin1'))) return undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const found = findExecutable('prlimit', '/usr/bin:/bin', '/');
  return 'path' in found ? found.path : undefined;
}
