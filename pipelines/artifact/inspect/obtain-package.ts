/** Gets a subject's tarball, and reads what it is: for whoever judges a package and does not need it to be a good one. */
import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ArtifactManifest } from '../../../schemas/types.ts';
import { errorCode } from '../../../smoke/process/error-code.ts';
import { InputError } from '../../findings/errors.ts';
import { finding } from '../../findings/finding.ts';
import type { Subject } from '../subject.ts';
import { type PackageReading, readPackage } from './read-package.ts';

export interface ObtainOptions {
  /** absolute; made for it */
  dir: string;
  /** packs a directory, or fetches a published version, into a directory */
  pack: (subject: Subject, intoDir: string) => Promise<Pick<ArtifactManifest, 'file'>>;
  signal: AbortSignal;
}

export interface ObtainedPackage {
  /** of the tarball */
  name: string;
  reading: PackageReading;
}

/**
 * Whatever a given tarball is, it is read and not refused.
 * @throws InputError for a tarball that is not there or cannot be read; what `pack` throws
 */
export async function obtainPackage(subject: Subject, { dir, pack, signal }: ObtainOptions): Promise<ObtainedPackage> {
  if (subject.kind !== 'tarball') {
    const { file } = await pack(subject, dir);
    return { name: file, reading: await readPackage(join(dir, file), file, signal) };
  }
  await mkdir(dir);
  const copy = join(dir, 'given.tgz');
  try {
    await copyFile(subject.file, copy, constants.COPYFILE_FICLONE);
  } catch (error) {
    const reason = errorCode(error);
    if (reason !== 'EACCES' && reason !== 'ENOENT') throw error;
    throw new InputError(finding('subject-unreadable', { subject: subject.spec, reason }));
  }
  const name = basename(subject.file);
  return { name, reading: await readPackage(copy, name, signal) };
}
