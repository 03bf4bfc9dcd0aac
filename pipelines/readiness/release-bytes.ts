/** The bytes that are to be released: a tarball that is given, or what packing the source gives now. */
import { join, resolve } from 'node:path';
import type { Finding } from '../../schemas/types.ts';
import { type Artifact, readArtifact } from '../artifact/artifact.ts';
import type { Bench } from '../artifact/bench.ts';
import { packSubject } from '../artifact/pack.ts';
import { type DirectorySubject, resolveSubject } from '../artifact/subject.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';

/**
 * Packing is reproducible, so that the same source gives the bytes that a run has verified; it runs the package's own
 * pack scripts in its source directory, as publishing it would.
 * @param tarball as given
 * @returns the artifact on the bench, or why the source cannot be packed
 * @throws InputError for a tarball that is none, or another package's; NotReady without npm
 */
export async function releaseBytes(
  { subject, tarball }: { subject: DirectorySubject; tarball?: string },
  bench: Bench,
  { cwd, signal }: { cwd: string; signal: AbortSignal },
): Promise<{ artifact: Artifact } | { findings: readonly Finding[] }> {
  const given = tarball === undefined ? subject : await resolveSubject(resolve(cwd, tarball), { cwd });
  const intoDir = join(bench.dir, 'artifact');
  const npm = await bench.npm();
  try {
    const { name } = await packSubject(given, { intoDir, npm: npm.run, env: npm.env, signal });
    if (name !== subject.manifest.name) {
      const args = { tarball: tarball ?? subject.spec, expected: subject.manifest.name, found: name };
      throw new InputError(finding('readiness-of-another-package', args));
    }
    return { artifact: await readArtifact(intoDir) };
  } catch (error) {
    if (error instanceof StageFailure) return { findings: error.findings };
    throw error;
  }
}
