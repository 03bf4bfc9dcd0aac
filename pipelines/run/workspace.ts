/**
 * A run's temporary directory: `<tmp>/shakedown-<uid>/<runId>/`, outside every project, so that no tool finds the host's
 * package.json or git repository by looking upward, and short, so that a Unix socket's path fits.
 */

import { lstatSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding, Workspace } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { finding } from '../findings/finding.ts';
import { discard } from '../store/discard.ts';
import { replaceFileSync } from './atomic-file.ts';
import { thisOwner } from './owner.ts';
import { NotReady, orNotReady } from './store-fault.ts';
import { hasCode } from './system-error.ts';
import { makeWhole, sweepUnfinished } from './whole-directory.ts';

/** Name of the directory of this user's workspaces, in whatever temporary directory. */
export function workspacesRootName(): string {
  return `shakedown-${process.getuid?.() ?? userInfo().username}`;
}

/** Where this user's workspaces are below `tmpDir`, which must be there; the directory itself may not be. */
function workspacesRoot(tmpDir: string): string {
  return join(realpathSync(tmpDir), workspacesRootName());
}

/** As workspacesRoot, for who was started with `env`. @throws NotReady without a temporary directory */
export function workspacesRootOf(env: NodeJS.ProcessEnv): string {
  const tmpDir = env.TMPDIR || tmpdir();
  return orNotReady(tmpDir, () => workspacesRoot(tmpDir));
}

/** The file that says whose a workspace is. */
export function workspaceFile(dir: string): string {
  return join(dir, 'workspace.json');
}

/**
 * Above all projects and sandboxes of a run: who looks upward for the project, the workspace or the settings that it
 * belongs to, or whether a file is a module, ends here and not at the host's.
 */
const projectOfItsOwn = '{"private":true,"workspaces":[]}\n';

/** Where the sandboxes are in a workspace. */
export function sandboxesOf(dir: string): string {
  return join(dir, 'box');
}

/** Where the workspace of a run is to be: an absolute real path. @throws NotReady without a temporary directory */
export function workspaceOf(tmpDir: string, runId: string): string {
  return join(
    orNotReady(tmpDir, () => workspacesRoot(tmpDir)),
    runId,
  );
}

/**
 * Makes the workspace of a run, and the root of all of them if need be.
 * @returns its path, see workspaceOf
 * @throws NotReady when it cannot be made, or the root is another's
 */
export function makeWorkspace(options: { tmpDir: string; runId: string; workdir: string; now: Date }): string {
  const { tmpDir, runId, workdir, now } = options;
  const dir = workspaceOf(tmpDir, runId);
  const record: Workspace = { schemaVersion: 1, runId, workdir, owner: thisOwner(), createdAt: now.toISOString() };
  const text = `${JSON.stringify(parseAs('workspace', record, 'workspace.json'), null, 2)}\n`;
  const make = (): void => {
    makeRoot(dirname(dir));
    makeWhole(dir, (making) => {
      replaceFileSync(workspaceFile(making), text);
      writeFileSync(join(making, 'package.json'), projectOfItsOwn);
      mkdirSync(sandboxesOf(making));
    });
  };
  orNotReady(dir, () => {
    try {
      make();
    } catch (error) {
      // The run that ends last takes the empty root away, and may have done so between two steps of this.
      if (!hasCode(error, 'ENOENT')) throw error;
      make();
    }
  });
  return dir;
}

/** Removes a workspace, and the root of all of them when that was the last. What cannot be removed is told to `warn`. */
export async function removeWorkspaceOrWarn(dir: string, warn: (finding: Finding) => void): Promise<void> {
  await removeOrWarn(dir, warn);
  try {
    await rmdir(dirname(dir));
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY')) throw error;
  }
}

/** Removes a directory of a run that this process made; what cannot be removed is told to `warn`. */
export async function removeOrWarn(dir: string, warn: (finding: Finding) => void): Promise<void> {
  try {
    await discard(dir);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    warn(finding('directory-not-removed', { path: dir, code }));
  }
}

function makeRoot(root: string): void {
  try {
    mkdirSync(root, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const found = workspacesRootFault(root);
  if (!found) sweepUnfinished(root);
  if (found) throw new NotReady(finding('workspace-root-unsafe', { path: root, found }));
}

/** What is wrong with the root: in a directory that all can write to, another user can be first with our name. */
export function workspacesRootFault(root: string): string | undefined {
  const stat = lstatSync(root);
  if (stat.isSymbolicLink()) return 'a symbolic link';
  if (!stat.isDirectory()) return 'no directory';
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  if (stat.uid !== uid) return `a directory of user ${stat.uid}`;
  if (stat.mode & 0o022) return `a directory with mode ${(stat.mode & 0o777).toString(8)}`;
  return undefined;
}
