/** The source that a release is made from, as far as it can be read: a private package is told as such, not refused. */
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PublishManifest } from '../../schemas/types.ts';
import { check } from '../../smoke/schema/validate.ts';
import { type DirectorySubject, resolveSubject } from '../artifact/subject.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { packageRoot } from '../version.ts';
import { publishManifest } from './publish-manifest.ts';

export interface ReleaseSource {
  /** absolute, real path */
  dir: string;
  name: string;
  version: string;
  manifest: PublishManifest;
  /** what can be assessed; a private package cannot */
  subject?: DirectorySubject;
}

/** @throws InputError when `spec` is no source directory of a package that npm could publish */
export async function releaseSource(spec: string, cwd: string): Promise<ReleaseSource> {
  const subject = await subjectAt(spec, cwd);
  const dir = subject?.dir ?? (await realpath(resolve(cwd, spec)));
  const text = await readFile(join(dir, 'package.json'), 'utf8');
  const manifest = publishManifest(text);
  if (!manifest) throw new InputError(finding('publish-settings-invalid', { file: join(spec, 'package.json') }));
  if (subject) return { dir, subject, manifest, name: subject.manifest.name, version: subject.manifest.version };
  const { name, version } = nameOf(text);
  return { dir, manifest, name, version };
}

/**
 * The current directory, or the reference package where that is what is spoken of: as it is of the commands before this
 * one, so that nobody has to repeat what is meant.
 */
export async function defaultSource(packages: readonly string[], cwd: string): Promise<ReleaseSource> {
  try {
    const here = await releaseSource('.', cwd);
    if (packages.includes(here.name)) return here;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return await releaseSource(join(packageRoot, 'fixtures', 'ktx'), cwd);
}

/** @returns undefined for a package that lacks nothing but to be public */
async function subjectAt(spec: string, cwd: string): Promise<DirectorySubject | undefined> {
  try {
    const subject = await resolveSubject(spec, { cwd });
    if (subject.kind === 'directory') return subject;
  } catch (error) {
    if (error instanceof InputError && error.findings.every(({ code }) => code === 'package-private')) return undefined;
    throw error;
  }
  throw new InputError(finding('publish-needs-a-source', { subject: spec }));
}

function nameOf(text: string): { name: string; version: string } {
  const checked = check('package-manifest', JSON.parse(text.replace(/^\ufeff/, '')));
  if (!checked.ok) throw new Error('a package.json that was found to be one is none');
  return checked.value;
}
