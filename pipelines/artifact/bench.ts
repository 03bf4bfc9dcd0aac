/** A temporary place to pack, fetch and extract in, with npm at hand; nothing of it stays. */
import { mkdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { createSandbox } from '../../smoke/sandbox/sandbox.ts';
import { findTools } from '../../smoke/sandbox/tools.ts';
import { cachePlace } from '../cache-place.ts';
import { finding } from '../findings/finding.ts';
import { hostNetwork } from '../host-network.ts';
import { npmCommand } from '../npm/npm.ts';
import { checkPreflight } from '../preflight/preflight.ts';
import { type CommandIo, diagnosticsOf } from '../run/command-io.ts';
import { makeRunId } from '../run/run-id.ts';
import { NotReady } from '../run/store-fault.ts';
import { makeWorkspace, removeWorkspaceOrWarn, sandboxesOf } from '../run/workspace.ts';
import type { NpmAtHand } from './inspect/rule.ts';

export interface Bench extends AsyncDisposable {
  /** absolute real path of a directory that is removed at the end */
  dir: string;
  /**
   * npm in a sandbox of its own, found when it is first asked for.
   * @throws NotReady with every blocker when there is none
   */
  npm: () => Promise<NpmAtHand>;
  /** for programs of ours: the mark by which they are found, and where Node keeps compiled code */
  env: Readonly<Record<string, string>>;
}

/**
 * Opens a workspace that belongs to no run on record: what a kill leaves of it is found by `workspaces prune`.
 * @throws NotReady when it cannot be made
 */
export function openBench(io: CommandIo): Bench {
  const runId = makeRunId(io.now());
  const workspace = makeWorkspace({ tmpDir: io.env.TMPDIR || tmpdir(), runId, workdir: io.cwd, now: io.now() });
  const dir = join(workspace, 'bench');
  mkdirSync(dir);
  const closing = new AsyncDisposableStack();
  let npm: Promise<NpmAtHand> | undefined;
  return {
    dir,
    env: { [MARK_VARIABLE]: `${runId}/inspect`, NODE_COMPILE_CACHE: cachePlace(io.env, 'compiled') },
    npm: () => {
      npm ??= findNpm({ workspace, mark: runId, closing }, io);
      return npm;
    },
    async [Symbol.asyncDispose]() {
      await closing.disposeAsync();
      removeAtOnce(dir);
      const diagnostics = diagnosticsOf(io);
      await removeWorkspaceOrWarn(workspace, (found) => diagnostics.report(found));
    },
  };
}

/**
 * Node's own asynchronous removal holds every name at once, 130 MB for 50,000 files. What cannot be removed here is told
 * by whoever removes the workspace.
 */
function removeAtOnce(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
  }
}

async function findNpm(
  { workspace, mark, closing }: { workspace: string; mark: string; closing: AsyncDisposableStack },
  io: CommandIo,
): Promise<NpmAtHand> {
  const cacheDir = cachePlace(io.env, 'npm');
  const found = await findTools({
    path: io.env.PATH ?? '',
    nodePath: process.execPath,
    binDir: join(workspace, 'bin'),
    hostEnv: io.env,
  });
  const { blockers } = (await checkPreflight(found, cacheDir)).preflight;
  const [first, ...others] = blockers.map(({ expected, found: was, remediation }) =>
    finding('inspect-not-ready', { expected, found: was, advice: remediation }),
  );
  if (first) throw new NotReady(first, ...others);
  if (!found.tools) throw new Error('preflight found no blocker, and yet there are no tools');
  await mkdir(sandboxesOf(workspace), { recursive: true });
  const box = await createSandbox({
    parent: sandboxesOf(workspace),
    name: 'npm',
    mark,
    tools: found.tools,
    network: hostNetwork(io.env),
    env: { NODE_COMPILE_CACHE: cachePlace(io.env, 'compiled') },
  });
  closing.defer(async () => {
    const { survivors } = await box.dispose();
    if (survivors.length === 0) return;
    // Scripts of the package have left them: that is no fault of ours.
    const commands = survivors.map(({ pid, command }) => `${pid} ${command}`).join(', ');
    diagnosticsOf(io).report(finding('processes-left-behind', { count: survivors.length, commands }));
  });
  return { run: npmCommand(found.tools), env: box.env };
}
