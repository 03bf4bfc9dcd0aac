import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes a new directory for the evidence of one smoke, named after it: `daemon-stop-twice`, and with `-2` behind it
 * where two smokes' names come to the same.
 * @returns its absolute path
 */
export async function makeEvidenceDir(parent: string, smokeName: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  const name = fileNameOf(smokeName);
  for (let at = 1; ; at += 1) {
    const dir = join(parent, at === 1 ? name : `${name}-${at}`);
    try {
      await mkdir(dir);
      return dir;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

/** Lower-case letters, digits and hyphens: a name that every file system and artifact store takes. */
function fileNameOf(smokeName: string): string {
  const name = smokeName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80);
  return name.replace(/^-|-$/g, '') || 'smoke';
}
