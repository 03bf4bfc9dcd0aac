import { constants, cp, mkdir, readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseAs } from './schema/validate.ts';

export interface ProjectCopy {
  /** To be given to the command as its project. */
  readonly dir: string;
  /** The package in it: files of its own, to be changed at will. */
  readonly packageDir: string;
}

/**
 * Copies the installed package `name` of a project, so that a smoke may damage it. The package's own files are copied;
 * its neighbours in node_modules become links to the originals, which nobody touches.
 * @param to a directory, to be made
 */
export async function copyProject(projectDir: string, name: string, to: string): Promise<ProjectCopy> {
  const original = await realpath(join(projectDir, 'node_modules', name));
  const modules = join(to, 'node_modules');
  const packageDir = join(modules, name);
  await mkdir(dirname(packageDir), { recursive: true });
  await cp(original, packageDir, { recursive: true, mode: constants.COPYFILE_FICLONE, verbatimSymlinks: true });
  // From the package up to node_modules: one step, and two for a scoped name.
  for (const steps of name.split('/').map((_, at) => '../'.repeat(at + 1))) {
    await linkMissing(join(original, steps), join(packageDir, steps));
  }
  await mkdir(join(modules, '.bin'));
  for (const [bin, path] of Object.entries(await binsOf(packageDir))) {
    await symlink(join(packageDir, path), join(modules, '.bin', bin));
  }
  return { dir: to, packageDir };
}

async function linkMissing(from: string, to: string): Promise<void> {
  const there = await readdir(to);
  const missing = (await readdir(from)).filter((entry) => !entry.startsWith('.') && !there.includes(entry));
  await Promise.all(missing.map((entry) => symlink(join(from, entry), join(to, entry))));
}

async function binsOf(packageDir: string): Promise<Record<string, string>> {
  const file = join(packageDir, 'package.json');
  const { name, bin } = parseAs('package-manifest', JSON.parse(await readFile(file, 'utf8')), file);
  if (typeof bin === 'string') return { [name.slice(name.indexOf('/') + 1)]: bin };
  return bin ?? {};
}
