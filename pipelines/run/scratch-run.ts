/** For tests: a workdir, a state home and a temporary root of their own, and runs in them, all gone after the test. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Finding } from '../../schemas/types.ts';
import { removeTree } from '../store/remove-tree.ts';
import type { RunOptions } from './recorder.ts';

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
