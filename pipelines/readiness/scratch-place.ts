/** A place to pack and install in, outside of every run: the tools, a sandbox, and a directory that is gone afterwards. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding, Tools } from '../../schemas/types.ts';
import { createSandbox, type Sandbox } from '../../smoke/sandbox/sandbox.ts';
import { findTools } from '../../smoke/sandbox/tools.ts';
import { cachePlace } from '../cache-place.ts';
import { finding } from '../findings/finding.ts';
import { hostNetwork } from '../host-network.ts';
import type { Io } from '../io.ts';
import { type NpmCommand, npmCommand } from '../npm/npm.ts';
import { checkPreflight } from '../preflight/preflight.ts';
import { makeRunId } from '../run/run-id.ts';
import { NotReady } from '../run/store-fault.ts';
import { makeWorkspace, removeWorkspaceOrWarn, sandboxesOf } from '../run/workspace.ts';

export interface ScratchPlace extends AsyncDisposable {
  /** absolute */
  dir: string;
  tools: Tools;
  npm: NpmCommand;
  box: Sandbox;
  /** npm's cache of third-party packages, shared with the runs */
  cacheDir: string;
}

/**
 * Opens it as a workspace without a run, so that `workspaces prune` finds it after a kill.
 * @param warn hears of what could not be removed, and of processes that the package's scripts left
 * @throws NotReady with every blocker
 */
export async function openScratchPlace(io: Io, warn: (found: Finding) => void): Promise<ScratchPlace> {
  const { env, cwd, now } = io;
  const runId = makeRunId(now());
  const dir = makeWorkspace({ tmpDir: env.TMPDIR || tmpdir(), runId, workdir: cwd, now: now() });
  const opened = new AsyncDisposableStack();
  opened.defer(() => removeWorkspaceOrWarn(dir, warn));
  try {
    const binDir = join(dir, 'bin');
    const found = await findTools({ path: env.PATH ?? '', nodePath: process.execPath, binDir, hostEnv: env });
    const cacheDir = cachePlace(env, 'npm');
    const { preflight } = await checkPreflight(found, cacheDir);
    const [first, ...others] = preflight.blockers.map(({ code, expected, found: was, remediation }) =>
      finding('readiness-not-ready', { code, expected, found: was, advice: remediation }),
    );
    if (first) throw new NotReady(first, ...others);
    const { tools } = found;
    if (!tools) throw new Error('preflight found no blocker, and yet there are no tools');
    const box = await createSandbox({
      parent: sandboxesOf(dir),
      name: 'npm',
      mark: runId,
      tools,
      network: hostNetwork(env),
      env: { NODE_COMPILE_CACHE: cachePlace(env, 'compiled') },
      ...(env.RUNNER_TRACKING_ID ? { trackingId: env.RUNNER_TRACKING_ID } : {}),
    });
    opened.defer(async () => {
      const { survivors } = await box.dispose();
      if (survivors.length === 0) return;
      const commands = survivors.map(({ pid, command }) => `${pid} ${command}`).join(', ');
      warn(finding('processes-left-behind', { count: survivors.length, commands }));
    });
    const place = { dir, tools, npm: npmCommand(tools), box, cacheDir };
    const kept = opened.move();
    return { ...place, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}
