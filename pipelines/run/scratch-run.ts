/** For tests: a workdir, a state home and a temporary root of their own, and runs in them, all gone after the test. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Finding, SchemaTypes } from '../../schemas/types.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { parseAs, type SchemaName } from '../../smoke/schema/validate.ts';
import { removeTree } from '../store/remove-tree.ts';
import type { CommandIo } from './command-io.ts';
import { openRun, type RunOptions } from './recorder.ts';
import type { RunEnd, RunHandle } from './recording.ts';

export interface ScratchRun extends RunOptions {
  readonly root: string;
  readonly tmpDir: string;
  /** what `warn` was told */
  readonly said: Finding[];
}

/** Options for openRun in directories that are removed when the test ends. */
export function scratchRun(changes: Partial<RunOptions> = {}): ScratchRun {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'shakedown-test-')));
  onTestFinished(() => removeTree(root));
  const places = { workdir: join(root, 'work'), stateHome: join(root, 'state'), tmpDir: join(root, 'tmp') };
  mkdirSync(places.workdir);
  mkdirSync(places.tmpDir);
  const said: Finding[] = [];
  return {
    ...places,
    root,
    said,
    project: '@scope/thing',
    suite: 'ktx-runtime@1',
    subject: './thing',
    version: '1.2.3',
    now: () => new Date(),
    warn: (finding) => said.push(finding),
    ...changes,
  };
}

/** Polls until `probe` gives something. @throws with `what` after 10 s */
export async function eventually<T>(what: string, probe: () => T | undefined | false): Promise<T> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const found = probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited 10 s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What run-holder.ts was told to do. */
export type HolderTask = Pick<RunOptions, 'workdir' | 'stateHome' | 'project' | 'suite'> & { tmpDir: string };

/** A run in a process of its own, which goes on until that process is killed. */
export async function heldRun(
  task: HolderTask,
): Promise<{ id: string; child: ChildProcess; kill: () => Promise<void> }> {
  const { workdir, stateHome, project, suite, tmpDir } = task;
  const program = new URL('./run-holder.ts', import.meta.url);
  const child = fork(program, [JSON.stringify({ workdir, stateHome, project, suite, tmpDir })]);
  const ended = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  const [answer] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`run-holder ended with ${code} before it had a run`);
    }),
  ]);
  return { id: String(answer), child, kill };
}

/** A process that goes on after its run; with the run's mark, unless that is undefined, and working in `cwd`. */
export async function strayProcess(mark: string | undefined, cwd = '/'): Promise<ChildProcess> {
  const env = { PATH: process.env.PATH, ...(mark === undefined ? {} : { [MARK_VARIABLE]: mark }) };
  const child = spawn('sleep', ['60'], { cwd, env });
  await once(child, 'spawn');
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return child;
}

/** A finished run of that many milliseconds ago, with one file of evidence. */
export async function pastRun(
  options: ScratchRun,
  ageMs: number,
  end: RunEnd = { state: 'passed', verdict: 'pass', exitCode: 0 },
  keep = false,
): Promise<RunHandle> {
  const at = Date.now() - ageMs;
  const run = await openRun({ ...options, now: () => new Date(at) });
  writeFileSync(join(run.logsDir, 'evidence.txt'), 'x'.repeat(1000));
  if (keep) run.keepWorkspace();
  await run.removeWorkspace();
  await run.finish(end);
  return run;
}

/** Runs a command about runs as from a shell in the workdir, and gives what came of it. */
export async function asCommand(
  options: ScratchRun,
  command: (io: CommandIo) => Promise<number>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof written): CommandIo['stdout'] => ({
    write: (text, done) => {
      written[name] += text;
      done?.();
    },
  });
  const code = await command({
    stdout: streamTo('stdout'),
    stderr: streamTo('stderr'),
    env: { XDG_STATE_HOME: options.stateHome, TMPDIR: options.tmpDir, SHAKEDOWN_CACHE: join(options.tmpDir, 'cache') },
    cwd: options.workdir,
    now: () => new Date(),
  });
  return { code, ...written };
}

/** As asCommand, with the one JSON document that was written. @throws SchemaError when it is not as its schema says */
export async function asJson<N extends SchemaName>(
  options: ScratchRun,
  schema: N,
  command: (io: CommandIo) => Promise<number>,
): Promise<{ code: number; document: SchemaTypes[N] }> {
  const { code, stdout } = await asCommand(options, command);
  return { code, document: parseAs(schema, JSON.parse(stdout), 'stdout') };
}

/** Everything below `dir` with its bytes, modes, links and times: equal only when nothing was changed. */
export function treeHash(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(dir, name);
    const stat = lstatSync(path);
    hash.update(`${name}\0${stat.mode}\0${stat.mtimeMs}\0`);
    if (stat.isSymbolicLink()) hash.update(readlinkSync(path));
    else if (stat.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}
