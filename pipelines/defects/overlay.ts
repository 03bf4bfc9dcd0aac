/**
 * A project with a package in it that npm has packed but not installed: a copy of the project in which npm installed
 * the healthy package, with that package's files replaced. Only for a package whose package.json is the healthy one's,
 * byte for byte: then an install could make nothing else different, because nothing else tells npm what to do.
 */
import { constants, cpSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar';
import type { Healthy } from './orders.ts';

/**
 * @param packed the tarball, and the files of it that are commands
 * @param projectDir absolute; made
 */
export async function overlay(
  packed: { file: string; commands: readonly string[] },
  healthy: Pick<Healthy, 'name' | 'files' | 'projectDir'>,
  projectDir: string,
): Promise<void> {
  // At a third of what the asynchronous one takes.
  cpSync(healthy.projectDir, projectDir, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  });
  const packageDir = join(projectDir, 'node_modules', healthy.name);
  await Promise.all(healthy.files.map((path) => rm(join(packageDir, path))));
  // tar itself refuses paths that leave the directory; what else no package should hold was refused by the inspection.
  await extract({ file: packed.file, cwd: packageDir, strip: 1, strict: true });
  // As npm does when it links a command.
  for (const path of packed.commands) await chmod(join(packageDir, path), 0o755);
}
