import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shellWord } from '../process/command-line.ts';

/** Takes what an earlier search left out of the directory, so that no link of it is followed or found. */
export async function removeTools(binDir: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(binDir, name), { force: true });
}

/** Makes `file` a command that runs `argv` with its own arguments appended. It works without anything on PATH. */
export async function writeLauncher(file: string, argv: readonly string[]): Promise<void> {
  await writeFile(file, `#!/bin/sh\nexec ${argv.map(shellWord).join(' ')} "$@"\n`, { flag: 'wx' });
  await chmod(file, 0o755);
}
