/** The name of the package that a subject is, known before anything is packed. */
import type { Subject } from './subject.ts';
import { manifestInTarball } from './subject-manifest.ts';

/** @throws InputError when a tarball is none, or its package.json is not one */
export async function subjectName(subject: Subject): Promise<string> {
  if (subject.kind === 'directory') return subject.manifest.name;
  return subject.kind === 'published' ? subject.name : (await manifestInTarball(subject.file, subject.spec)).name;
}
