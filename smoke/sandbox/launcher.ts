import { chmod, rm, symlink, writeFile } from 'node:fs/promises';
import { shellWord } from '../process/command-line.ts';

/** Makes `file` a command that runs `argv` with its own arguments appended. It works without anything on PATH. */
export async function writeLauncher(file: string, argv: readonly string[]): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, `#!/bin/sh\nexec ${argv.map(shellWord).join(' ')} "$@"\n`);
  await chmod(file, 0o755);
}

/** Makes `file` a link to `target`, whatever it was before. */
export async function placeLink(file: string, target: string): Promise<void> {
  await rm(file, { force: true });
  await symlink(target, file);
}
