import type { CommandResult, StreamName } from './command-result.ts';
import type { ProcessIdentity } from './identity.ts';

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
  readonly onOutput?: (stream: StreamName, chunk: Buffer) => void;
}

export interface RunningCommand {
  /** Undefined when the command could not be started. */
  readonly identity: ProcessIdentity | undefined;
  readonly pid: number | undefined;
  /** Sends to the command's process group; false when there was nobody left to receive it. */
  kill(signal: NodeJS.Signals): boolean;
  readonly result: Promise<CommandResult>;
}

/** Starts a command and waits for its end: see spawnCommand. */
export async function run(argv: readonly [string, ...string[]], options: RunOptions): Promise<CommandResult> {
  return await spawnCommand(argv, options).result;
}

/** Starts a command in a process group of its own. */
export function spawnCommand(_argv: readonly [string, ...string[]], _options: RunOptions): RunningCommand {
  throw new Error('being written');
}
