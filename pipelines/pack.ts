/** `shakedown pack`: packs a package once, so that many machines verify the same bytes. */
import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ArtifactManifest } from '../schemas/types.ts';
import { errorCode } from '../smoke/process/error-code.ts';
import { openBench } from './artifact/bench.ts';
import { packSubject } from './artifact/pack.ts';
import { resolveSubject } from './artifact/subject.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import type { Io } from './io.ts';
import { formatBytes, plural } from './report/quantities.ts';
import { sayDocument, sayLines } from './run/command-io.ts';

/**
 * Writes the tarball and its `manifest.json` into a directory.
 * @throws InputError for a subject that is none, and a directory that cannot be written; StageFailure when npm fails
 */
export async function pack(
  spec: string | undefined,
  { out, json = false }: { out: string; json?: boolean },
  io: Io,
): Promise<number> {
  const subject = await resolveSubject(spec ?? '.', { cwd: io.cwd });
  await using bench = openBench(io);
  const { run: npm, env } = await bench.npm();
  const made = join(bench.dir, 'artifact');
  const manifest = await packSubject(subject, { intoDir: made, npm, env, signal: io.signal });
  const into = resolve(io.cwd, out);
  try {
    await mkdir(into, { recursive: true });
    for (const name of [manifest.file, 'manifest.json']) await cp(join(made, name), join(into, name));
  } catch (error) {
    const found = errorCode(error);
    if (found === undefined) throw error;
    throw new InputError(finding('out-not-writable', { dir: out, found }));
  }
  if (json) await sayDocument(io, 'artifact-manifest', manifest);
  else await sayLines(io, [[join(into, manifest.file)], [words(manifest)]]);
  return 0;
}

function words({ name, version, size, entries, sha256 }: ArtifactManifest): string {
  return `${name} ${version}, ${formatBytes(size)}, ${plural(entries.length, 'file')}, sha256 ${sha256}`;
}
