import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How often a test smoke has asked, over all rounds: 1 in the first. Kept where a round's sandboxes are not. */
export async function nextRound(projectDir: string): Promise<number> {
  const file = join(projectDir, 'rounds');
  await appendFile(file, '.');
  return (await readFile(file, 'utf8')).length;
}
