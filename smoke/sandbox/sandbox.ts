import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Tools } from '../../schemas/types.ts';
import { identityOf } from '../process/identity.ts';
import { MARK_VARIABLE } from '../process/mark.ts';
import { awaitNoSurvivors, endSurvivors, type Survivor, type SurvivorQuery } from '../process/survivors.ts';
import { enterScript } from './enter-script.ts';
import { buildEnvironment, sandboxDirs, sandboxNpmrcs } from './environment.ts';
import { pathWithout } from './path-without.ts';
import { removeTree } from './remove-tree.ts';

export interface SandboxOptions {
  /** Sandboxes are made in it; it must exist. */
  readonly parent: string;
  /** For people: becomes part of the directory's name. */
  readonly name: string;
  /** The run's mark; the sandbox's own is `<mark>/<directory name>`. */
  readonly mark: string;
  readonly tools: Pick<Tools, 'binDir' | 'systemDirs'>;
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
  /** A program that runs what it is given in exactly `env`: `enter [NAME=VALUE ...] COMMAND [ARG ...]`. */
  readonly enter: string;
  /** Value of the marker variable. */
  readonly mark: string;
  /** Asks the census for the processes of this sandbox. */
  readonly query: SurvivorQuery;
  /** The environment with `extra`; undefined takes a variable away. The marker stays. */
  envWith(extra: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>>;
  /** A PATH on which none of `programs` is found, and all else is. */
  pathWithout(...programs: readonly [string, ...string[]]): string;
  /** Ends what still runs, and removes the directory unless `keep`. Twice is once. */
  dispose(options?: DisposeOptions): Promise<Disposal>;
}

interface DisposeOptions {
  readonly keep?: boolean;
  /** How long processes that are about to end are waited for, milliseconds; 300 by default. */
  readonly settleMs?: number;
  /** How long ending the survivors may take, milliseconds; 5000 by default. */
  readonly killWithinMs?: number;
}

interface Disposal {
  /** Processes that were still there and did not end by themselves. */
  readonly survivors: readonly Survivor[];
  /** Of those, who could not be ended. */
  readonly left: readonly Survivor[];
  readonly removed: boolean;
  /** Why the directory is still there although it was not to be kept. */
  readonly problem?: string;
}

/**
 * Makes a sandbox, `<parent>/<name>-<random>`: directories of its own, and an environment built from nothing.
 * `await using` ends it with its block, and throws there when processes survived it.
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const parent = await realpath(options.parent);
  const dir = await mkdtemp(join(parent, `${directoryName(options.name)}-`));
  try {
    return furnish(dir, parent, options);
  } catch (error) {
    await removeTree(dir, parent);
    throw error;
  }
}

function furnish(dir: string, parent: string, options: SandboxOptions): Sandbox {
  const { tools, network, trackingId, env: extra = {} } = options;
  const at = sandboxDirs(dir);
  for (const path of Object.values(at)) mkdirSync(path, { recursive: true, mode: 0o700 });
  for (const file of Object.values(sandboxNpmrcs(dir))) writeFileSync(file, '');

  const mark = `${options.mark}/${basename(dir)}`;
  const since = identityOf(process.pid)?.startTime;
  const query: SurvivorQuery = {
    mark: { name: MARK_VARIABLE, value: mark },
    dir,
    ...(since === undefined ? {} : { since }),
  };
  const env = buildEnvironment({ dir, tools, network, extra, trackingId, mark });
  const enter = join(dir, 'enter');
  writeFileSync(enter, enterScript(env), { mode: 0o755 });
  let disposal: Promise<Disposal> | undefined;
  const sandbox: Sandbox = {
    dir,
    work: at.work,
    home: at.home,
    tmp: at.tmp,
    env,
    enter,
    mark,
    query,
    envWith: (changes) => withChanges(env, { ...changes, [MARK_VARIABLE]: mark }),
    pathWithout: (...programs) => pathWithout(env.PATH ?? '', programs, join(dir, 'path')),
    dispose: (how = {}) => {
      disposal ??= dispose(query, parent, dir, how);
      return disposal;
    },
    async [Symbol.asyncDispose]() {
      const { survivors, problem } = await sandbox.dispose();
      if (survivors.length > 0) {
        const who = survivors.map(({ pid, command, foundBy }) => `${pid} ${command} (${foundBy})`).join(', ');
        throw new Error(`still running at the end of the sandbox ${dir}, and killed: ${who}`);
      }
      if (problem !== undefined) throw new Error(problem);
    },
  };
  return sandbox;
}

async function dispose(
  query: SurvivorQuery,
  parent: string,
  dir: string,
  { keep = false, settleMs = 300, killWithinMs = 5000 }: DisposeOptions,
): Promise<Disposal> {
  const lingering = await awaitNoSurvivors(query, { withinMs: settleMs });
  const { ended, left } =
    lingering.length > 0 ? await endSurvivors(query, { withinMs: killWithinMs }) : { ended: [], left: [] };
  const survivors = [...ended, ...left];
  if (keep) return { survivors, left, removed: false };
  try {
    await removeTree(dir, parent);
    return { survivors, left, removed: true };
  } catch (error) {
    // The smoke's own failure must not be hidden by what went wrong in cleaning up after it.
    const problem = `the sandbox could not be removed: ${error instanceof Error ? error.message : String(error)}`;
    return { survivors, left, removed: false, problem };
  }
}

function withChanges(
  env: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const changed: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...env, ...changes })) {
    if (value !== undefined) changed[name] = value;
  }
  return Object.freeze(changed);
}

/** Short, since the paths of sockets in it end at 107 bytes (unix(7)), and harmless to any shell. */
function directoryName(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 32);
  return plain === '' ? 'sandbox' : plain;
}
