/** The artifact: the packed bytes with their manifest beside them, in a directory of their own. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ArtifactManifest } from '../../schemas/types.ts';
import { check, describeProblem } from '../../smoke/schema/validate.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { digestOf } from './digest.ts';

export interface Artifact {
  /** absolute path of the tarball */
  file: string;
  manifest: ArtifactManifest;
}

export const manifestName = 'manifest.json';

/**
 * The artifact in `dir`, after a look at whether its bytes are still those that were packed.
 * Called at every hand-over.
 * @throws StageFailure `artifact-changed` with everything that differs
 */
export async function readArtifact(dir: string): Promise<Artifact> {
  const manifest = await readManifest(join(dir, manifestName));
  const file = join(dir, manifest.file);
  const found = await digestOf(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw changed(manifest.file, 'tarball', 'a file', 'nothing');
    throw error;
  });
  const differing = (['size', 'sha256', 'integrity'] as const).filter((what) => found[what] !== manifest[what]);
  const [first, ...rest] = differing.map((what) => difference(manifest.file, what, manifest[what], found[what]));
  if (first) throw new StageFailure(first, ...rest);
  return { file, manifest };
}

async function readManifest(path: string): Promise<ArtifactManifest> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw changed(manifestName, 'manifest', 'valid JSON', error.message);
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw changed(manifestName, 'manifest', 'a file', 'nothing');
    }
    throw error;
  }
  const checked = check('artifact-manifest', document);
  if (!checked.ok) {
    throw changed(manifestName, 'manifest', 'a valid one', checked.problems.map(describeProblem).join('; '));
  }
  const { file } = checked.value;
  if (basename(file) !== file) throw changed(manifestName, 'manifest', 'a tarball beside it', file);
  return checked.value;
}

const difference = (file: string, what: string, expected: string | number, found: string | number) =>
  finding('artifact-changed', { what, expected: String(expected), found: String(found) }, { file });
const changed = (...args: Parameters<typeof difference>): StageFailure => new StageFailure(difference(...args));
