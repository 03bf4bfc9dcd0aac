/**
 * Removes directories of the store. A directory is first renamed, in one step, so that no reader sees it half removed
 * and a removal that is killed leaves `<name>.removing`, which whoever cleans up next may take away without a question.
 */
import { rename } from 'node:fs/promises';
import { isRunId } from '../run/run-id.ts';
import { hasCode } from '../run/system-error.ts';
import { removeTree } from './remove-tree.ts';

const suffix = '.removing';

/** The run whose directory or workspace `name` was, when its removal was not finished. */
export function runBeingRemoved(name: string): string | undefined {
  const runId = name.slice(0, -suffix.length);
  return name.endsWith(suffix) && isRunId(runId) ? runId : undefined;
}

/** Removes `dir` and all below it; one that is not there is no error. Throws what the file system says. */
export async function discard(dir: string): Promise<void> {
  const doomed = `${dir}${suffix}`;
  try {
    await rename(dir, doomed);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
    await removeTree(doomed);
    if (hasCode(error, 'ENOENT')) return;
    await rename(dir, doomed);
  }
  await removeTree(doomed);
}
