/** A copy of the launcher with pins, an npm, a registry's tarball and a program of the test's own, to be run as users run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { create } from 'tar';
import { onTestFinished } from 'vitest';

const launcherDir = import.meta.dirname;
const standIns = join(launcherDir, 'stand-ins');
const dependencies = join(launcherDir, '../../node_modules');

/** How a launcher that has ended did so. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A launcher that runs. */
export interface Running {
  pid: number;
  /** What it has said on stdout so far. */
  said: () => string;
  kill: (signal: NodeJS.Signals) => void;
  /** Signals its whole process group, as a terminal does. */
  killGroup: (signal: NodeJS.Signals) => void;
  ended: Promise<Ended>;
}

export interface StartOptions {
  /** `shakedown.mjs` (default) or `with-node.mjs` */
  entry?: string;
  /** false: the launcher sees the Node of the test, true (default): one that is too old. */
  tooOld?: boolean;
  env?: NodeJS.ProcessEnv;
}

export class LauncherSandbox {
  readonly root: string;
  /** Where the stand-ins find their orders and leave their notes. */
  readonly notes: string;
  readonly cache: string;
  /** Commands that come first on PATH. */
  readonly bin: string;
  /** The repository's root, as the copied launcher sees it. */
  readonly home: string;
  readonly #started: ChildProcess[] = [];

  private constructor(root: string, home: string) {
    this.root = root;
    this.home = home;
    this.notes = join(root, 'notes');
    this.bin = join(root, 'bin');
    this.cache = join(root, 'cache/shakedown/node');
  }

  /**
   * One for the running test; gone, with all its processes, when the test ends, also by a timeout.
   * @param below where in the sandbox the copy lies, e.g. under a node_modules
   */
  static async create(below = 'clone'): Promise<LauncherSandbox> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'launcher-')));
    const sandbox = new LauncherSandbox(root, join(root, below));
    onTestFinished(() => sandbox.#remove());
    const pipelines = join(sandbox.home, 'pipelines');
    await cp(launcherDir, join(pipelines, 'launcher'), { recursive: true });
    await copyFile(join(launcherDir, '../shakedown.mjs'), join(pipelines, 'shakedown.mjs'));
    await copyFile(join(standIns, 'program.ts'), join(pipelines, 'main.ts'));
    await mkdir(join(sandbox.home, 'node_modules'));
    for (const name of ['tar', 'tsx']) {
      await symlink(join(dependencies, name), join(sandbox.home, 'node_modules', name), 'dir');
    }
    await writeFile(join(sandbox.home, 'package.json'), JSON.stringify({ type: 'module' }));
    for (const directory of [sandbox.notes, sandbox.bin, join(root, 'tmp')]) await mkdir(directory);
    await sandbox.install('npm.sh', 'npm');
    await sandbox.deliver();
    await sandbox.pin();
    return sandbox;
  }

  /** Puts a stand-in on the launcher's PATH. */
  async install(standIn: string, as: string): Promise<string> {
    const command = join(this.bin, as);
    await copyFile(join(standIns, standIn), command);
    await chmod(command, 0o755);
    return command;
  }

  /** Makes the tarball that npm will deliver, with these further files beside bin/node. */
  async deliver(further: Record<string, string> = { LICENSE: 'free', 'README.md': 'read me' }): Promise<void> {
    const contents = join(this.root, 'contents');
    await mkdir(join(contents, 'package/bin'), { recursive: true });
    await copyFile(join(standIns, 'node.sh'), join(contents, 'package/bin/node'));
    for (const [name, text] of Object.entries(further)) await writeFile(join(contents, 'package', name), text);
    await create({ file: this.note('delivered.tgz'), cwd: contents, gzip: true, portable: true }, ['package']);
    await rm(contents, { recursive: true });
  }

  /** Pins what npm would deliver now, for this platform. */
  async pin(host = `${process.platform}-${process.arch}`): Promise<void> {
    const bytes = await readFile(this.note('delivered.tgz'));
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const pin = { package: 'node-stand-in', version: '99.1.2', integrity, bytes: bytes.length, file: 'bin/node' };
    await writeFile(join(this.home, 'pipelines/launcher/node-pins.json'), JSON.stringify({ [host]: pin }));
  }

  note(name: string): string {
    return join(this.notes, name);
  }

  start(args: readonly string[], { entry = 'shakedown.mjs', tooOld = true, env = {} }: StartOptions = {}): Running {
    const pretend = pathToFileURL(join(standIns, 'pretend-node-20.mjs')).href;
    const file = join(this.home, 'pipelines', entry === 'shakedown.mjs' ? entry : `launcher/${entry}`);
    const child = spawn(process.execPath, [...(tooOld ? ['--import', pretend] : []), file, ...args], {
      cwd: this.root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${this.bin}:/usr/bin:/bin`,
        HOME: this.root,
        TMPDIR: join(this.root, 'tmp'),
        XDG_CACHE_HOME: join(this.root, 'cache'),
        STAND_IN: this.notes,
        REAL_NODE: process.execPath,
        PRETEND_NODE_20: pretend,
        ...env,
      },
    });
    this.#started.push(child);
    return running(child);
  }

  async run(args: readonly string[], options?: StartOptions): Promise<Ended> {
    return this.start(args, options).ended;
  }

  /** Lets the stand-in for npm go on, which waits while the note `hold` is there. */
  async release(): Promise<void> {
    await rm(this.note('hold'));
  }

  /** The process ids of npm, one a call. */
  npmCalls(): number[] {
    if (!existsSync(this.note('npm-calls'))) return [];
    const lines = readFileSync(this.note('npm-calls'), 'utf8').trim().split('\n');
    return lines.map((line) => Number(line.split(' ')[0]));
  }

  /** What lies in the cache: finished entries and unfinished ones. */
  async cached(): Promise<string[]> {
    return existsSync(this.cache) ? readdir(this.cache) : [];
  }

  /** The one finished entry. */
  async entry(): Promise<string> {
    const [name, ...others] = await this.cached();
    if (!name || others.length > 0) throw new Error(`expected one entry in the cache, found ${[name, ...others]}`);
    return join(this.cache, name);
  }

  async #remove(): Promise<void> {
    // Its children may outlive a launcher, in the group that has its number.
    for (const { pid } of this.#started) if (pid !== undefined) endGroup(pid);
    // Without their notes the stand-ins end by themselves.
    await rm(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function running(child: ChildProcess): Running {
  const { pid } = child;
  if (pid === undefined) throw new Error('the launcher did not start');
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (said.stdout += chunk));
  child.stderr?.on('data', (chunk) => (said.stderr += chunk));
  return {
    pid,
    said: () => said.stdout,
    kill: (signal) => process.kill(pid, signal),
    killGroup: (signal) => process.kill(-pid, signal),
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, ...said }));
    }),
  };
}

/** Waits until `condition` holds, at most ten seconds. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ten seconds in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
