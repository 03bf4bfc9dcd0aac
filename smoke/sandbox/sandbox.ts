import type { Tools } from '../../schemas/types.ts';
import type { Survivor } from '../process/survivors.ts';

export interface SandboxOptions {
  /** Sandboxes are made in it; it must exist. */
  readonly parent: string;
  /** For people: becomes part of the directory's name. */
  readonly name: string;
  /** The run's mark; the sandbox's own is `<mark>/<directory name>`. */
  readonly mark: string;
  readonly tools: Tools;
  /** Allow-listed variables that a command needs to reach a network from here. */
  readonly network: Readonly<Record<string, string>>;
  /** Added last; may replace anything but the marker. */
  readonly env?: Readonly<Record<string, string>>;
  /** The host's RUNNER_TRACKING_ID, so that a CI runner cleans up what we could not. */
  readonly trackingId?: string;
}

export interface Sandbox extends AsyncDisposable {
  /** Absolute real path. */
  readonly dir: string;
  /** The cwd for commands, empty at first. */
  readonly work: string;
  readonly home: string;
  readonly tmp: string;
  readonly env: Readonly<Record<string, string>>;
  /** Value of the marker variable. */
  readonly mark: string;
  /** The environment with `extra`; undefined takes a variable away. */
  envWith(extra: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>>;
  /** A PATH on which none of `programs` is found, and all else is. */
  pathWithout(...programs: readonly [string, ...string[]]): string;
  /** Ends what still runs, and removes the directory unless `keep`. Twice is once. */
  dispose(options?: DisposeOptions): Promise<Disposal>;
}

export interface DisposeOptions {
  readonly keep?: boolean;
  /** How long ending the survivors may take, milliseconds; 5000 by default. */
  readonly killWithinMs?: number;
}

export interface Disposal {
  /** Processes that were still there, and were killed. */
  readonly survivors: readonly Survivor[];
  /** Of those, who could not be ended. */
  readonly left: readonly Survivor[];
  readonly removed: boolean;
  /** Why the directory is still there although it was not to be kept. */
  readonly problem?: string;
}

/** Makes a sandbox: directories of its own, and an environment built from nothing. */
export async function createSandbox(_options: SandboxOptions): Promise<Sandbox> {
  throw new Error('being written');
}
