/** How a command ended, as data. A timeout, a signal and a failed start never look like an exit code. */

/** What is known of a command however it ended. */
export interface CommandFacts {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absent when the command could not be started. */
  readonly pid?: number;
  /** The first `captureLimitBytes` of the stream, decoded as UTF-8 in one piece. */
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes that the stream delivered, kept or not. */
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** True when a stream delivered more than was kept in `stdout` or `stderr`. */
  readonly truncated: boolean;
  /** True when a descendant still held a pipe after the command had exited; the pipes were closed on our side. */
  readonly heldOpen: boolean;
  /** From the start until the command's own exit (without the drain), milliseconds. */
  readonly durationMs: number;
  /** Evidence files that could not be written in full; the command itself was not disturbed. */
  readonly teeErrors: readonly TeeError[];
}

/** Why an evidence file lacks output, for example ENOSPC. */
export interface TeeError {
  readonly stream: StreamName;
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export type StreamName = 'stdout' | 'stderr';

export type CommandEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'timedOut'; readonly timeoutMs: number }
  | { readonly kind: 'spawnFailed'; readonly error: { readonly code: string; readonly message: string } };

export type CommandResult = CommandFacts & CommandEnd;

/** In words: `exit 1`, `killed by SIGTERM`, `timed out after 10000 ms`, `could not start: ENOENT`. */
export function describeEnd(end: CommandEnd): string {
  switch (end.kind) {
    case 'exited':
      return `exit ${end.code}`;
    case 'signaled':
      return `killed by ${end.signal}`;
    case 'timedOut':
      return `timed out after ${end.timeoutMs} ms`;
    case 'spawnFailed':
      return `could not start: ${end.error.code}`;
  }
}
