import { type ChildProcess, spawn } from 'node:child_process';
import { type Capture, captureStream } from './capture.ts';
import type { CommandEnd, CommandFacts, CommandResult, StreamName } from './command-result.ts';
import { drain } from './drain.ts';
import { endWithUs } from './end-with-us.ts';
import { errorCode } from './error-code.ts';
import { endGroup, type GroupLeader, signalGroup } from './group.ts';
import { readStat } from './identity.ts';
import { type OddReader, openOddPipe } from './odd-reader.ts';
import { describeSpawnFailure } from './spawn-failure.ts';
import { withStamp } from './stamp.ts';

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment of the command: nothing is added from ours. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Between SIGTERM and SIGKILL after a timeout or an abort; 2000 by default. */
  readonly graceMs?: number;
  /** After the exit, how long a held pipe may be silent before it is closed; 150 by default. */
  readonly drainMs?: number;
  readonly signal?: AbortSignal;
  /** Per stream, 16 MiB by default: what is beyond is counted and teed, never kept in memory. */
  readonly captureLimitBytes?: number;
  /** Files that receive the streams byte by byte. */
  readonly tee?: { readonly stdout: string; readonly stderr: string };
  /** Who reads stdout, instead of us as it comes; `dir` may be written to. */
  readonly reader?: { readonly kind: OddReader; readonly dir: string };
  readonly onOutput?: (stream: StreamName, chunk: Buffer) => void;
}

export interface RunningCommand {
  /** Undefined when the command could not be started. */
  readonly pid: number | undefined;
  /** Sends to the command's process group; false when there was nobody left to receive it. */
  kill(signal: NodeJS.Signals): boolean;
  /** How it ended; rejects with the reason of `signal`, and with a fault of ours, after the group was ended. */
  readonly result: Promise<CommandResult>;
}

/**
 * Starts a command and waits for its end: see spawnCommand.
 * @throws the reason of `signal` when it is aborted
 */
export async function run(argv: readonly [string, ...string[]], options: RunOptions): Promise<CommandResult> {
  return await spawnCommand(argv, options).result;
}

/**
 * Starts a command: no shell, a process group of its own, stdin empty, both streams apart. It ends when the command
 * itself exits: a descendant that holds a pipe is reported (`heldOpen`), not waited for, and one in the background is
 * left to the census of survivors. After `timeoutMs`, and when `signal` is aborted, the whole group is ended.
 * @throws the reason of a `signal` that is aborted already; a TypeError for arguments that no command can have
 */
export function spawnCommand(argv: readonly [string, ...string[]], options: RunOptions): RunningCommand {
  const { cwd, env, timeoutMs, graceMs = 2000, drainMs = 150, signal } = options;
  if (!(timeoutMs > 0)) throw new RangeError(`timeoutMs is ${timeoutMs}, expected milliseconds above 0`);
  signal?.throwIfAborted();

  const stopped = new AbortController();
  const exited = Promise.withResolvers<CommandEnd>();
  let end: CommandEnd | undefined;
  let ending: Promise<void> | undefined;
  let timedOut = false;
  let leader: GroupLeader | undefined;

  const endAll = (): void => {
    if (leader) ending ??= endGroup(leader, graceMs, () => end !== undefined);
  };
  /** Ends the command and makes the result reject with `reason`. */
  const stop = (reason: unknown): void => {
    stopped.abort(reason);
    endAll();
  };
  const onAbort = (): void => stop(signal?.reason);
  // When our own event loop was blocked, the timer comes before the news of an exit: let that be heard first.
  const onTimeout = (): NodeJS.Immediate =>
    setImmediate(() => {
      if (end || stopped.signal.aborted) return;
      timedOut = true;
      endAll();
    });

  const capture = (stream: StreamName): Capture =>
    captureStream({
      stream,
      limitBytes: options.captureLimitBytes ?? 16 * 1024 * 1024,
      tee: options.tee?.[stream],
      onOutput: options.onOutput,
      onFault: stop,
    });
  const stdout = capture('stdout');
  const stderr = capture('stderr');

  const startedAt = performance.now();
  let durationMs = 0;
  const onEnd = (how: CommandEnd): void => {
    end = how;
    durationMs = performance.now() - startedAt;
    exited.resolve(how);
  };
  const onSpawnError = (error: Error): void => {
    const code = errorCode(error) ?? 'UNKNOWN';
    const message = describeSpawnFailure(code, error.message, { argv, cwd, env });
    onEnd({ kind: 'spawnFailed', error: { code, message } });
  };
  const onExit = (code: number | null, killedBy: NodeJS.Signals | null): void => {
    if (code !== null) onEnd({ kind: 'exited', code });
    else if (killedBy !== null) onEnd({ kind: 'signaled', signal: killedBy });
  };

  const pipe = options.reader && openOddPipe(options.reader.kind, options.reader.dir, exited.promise);
  let child: ChildProcess | undefined;
  try {
    const [file, ...args] = withStamp(argv, env, cwd);
    // Node adds its own NODE_V8_COVERAGE to any environment that does not have that name.
    const exactly = { ...env, NODE_V8_COVERAGE: env.NODE_V8_COVERAGE };
    child = spawn(file, args, { cwd, env: exactly, detached: true, stdio: ['ignore', pipe?.fd ?? 'pipe', 'pipe'] });
    child.on('error', onSpawnError);
    child.on('exit', onExit);
  } catch (error) {
    // Some errors of the system are thrown (E2BIG), others are told (ENOENT). ERR_ is Node's word for a bad argument.
    if (!(error instanceof Error) || (errorCode(error) ?? 'ERR_').startsWith('ERR_')) {
      stdout.close();
      stderr.close();
      throw error;
    }
    onSpawnError(error);
  } finally {
    pipe?.handedOver();
  }
  stdout.attach(pipe?.readable ?? child?.stdout);
  stderr.attach(child?.stderr);
  const pid = child?.pid;
  if (pid !== undefined) {
    leader = { pid, startTime: process.platform === 'linux' ? readStat(pid)?.startTime : undefined };
  }
  const forget = leader ? endWithUs(leader) : () => undefined;
  const timer = setTimeout(onTimeout, Math.min(timeoutMs, 2 ** 31 - 1));
  signal?.addEventListener('abort', onAbort);

  const follow = async (): Promise<CommandResult> => {
    const how = await exited.promise;
    clearTimeout(timer);
    await ending;
    const heldOpen = await drain([stdout, stderr], drainMs, stopped.signal);
    signal?.removeEventListener('abort', onAbort);
    forget();
    stdout.close();
    stderr.close();
    if (stopped.signal.aborted) {
      await ending;
      throw stopped.signal.reason;
    }
    const facts: CommandFacts = {
      argv,
      cwd,
      env,
      ...(pid === undefined ? {} : { pid }),
      stdout: stdout.text(),
      stderr: stderr.text(),
      stdoutBytes: stdout.bytes(),
      stderrBytes: stderr.bytes(),
      truncated: stdout.truncated() || stderr.truncated(),
      heldOpen,
      durationMs,
      teeErrors: [stdout.teeError(), stderr.teeError()].filter((error) => error !== undefined),
    };
    return { ...facts, ...(timedOut ? { kind: 'timedOut', timeoutMs } : how) };
  };
  const result = follow();
  // A caller may kill and look at the result later; until then its rejection is not unhandled.
  result.catch(() => undefined);

  return {
    pid,
    kill(sig) {
      // Without a start time nothing tells the group from one that got its number after the end.
      if (!leader || (end && leader.startTime === undefined)) return false;
      return signalGroup(leader, sig);
    },
    result,
  };
}
