import { chmod, copyFile, rename } from 'node:fs/promises';

/** Puts a program in the place of another, by a rename: a shell that is at work reads its script as it goes. */
export async function putProgram(from: string, to: string): Promise<void> {
  const draft = `${to}.new`;
  await copyFile(from, draft);
  await chmod(draft, 0o755);
  await rename(draft, to);
}
