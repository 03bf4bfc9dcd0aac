import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * The checkout that a command of a job runs in, absolute: GitHub finds the file of an annotation by its path from there,
 * also where a job has put the checkout into a directory of the workspace.
 * @param cwd absolute
 * @param workspace GITHUB_WORKSPACE, absolute; what is found when no checkout is around `cwd`
 */
export function checkoutRoot(cwd: string, workspace: string): string {
  for (let dir = cwd; isBelow(dir, workspace); dir = dirname(dir)) if (existsSync(join(dir, '.git'))) return dir;
  return workspace;
}

function isBelow(dir: string, workspace: string): boolean {
  const path = relative(workspace, dir);
  return path !== '' && !path.startsWith('..') && dir !== dirname(dir);
}
