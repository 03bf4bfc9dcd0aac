/** The package.json of a subject, as far as it is known before anything is packed. */
import type { PackageManifest } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { readPackageJson } from './package-json.ts';
import type { Subject } from './subject.ts';
import { readTarball } from './tarball.ts';

/**
 * @returns undefined of a published version: only the registry knows it
 * @throws InputError when a tarball is none, or its package.json is not one
 */
export async function subjectManifest(subject: Subject): Promise<PackageManifest | undefined> {
  if (subject.kind === 'directory') return subject.manifest;
  return subject.kind === 'published' ? undefined : await manifestInTarball(subject.file, subject.spec);
}

/**
 * @param spec as the tarball is called in findings
 * @throws InputError
 */
export async function manifestInTarball(file: string, spec: string): Promise<PackageManifest> {
  const where = { file: spec };
  const reading = await readTarball(file, { keep: (path) => path === 'package.json' });
  if (!reading.readable) throw new InputError({ ...reading.fault, where });
  const [refused, ...others] = reading.refused.map((found) => ({ ...found, where: { ...where, ...found.where } }));
  if (refused) throw new InputError(refused, ...others);
  const text = reading.kept.get('package.json');
  if (!text) throw new InputError(finding('package-json-missing', {}, where));
  const packageJson = readPackageJson(text.toString('utf8'), 'package.json');
  if (!packageJson.ok) throw new InputError(...packageJson.findings);
  return packageJson.manifest;
}

/** The range of Nodes that the package says it runs on. */
export function enginesOf({ engines }: PackageManifest): string | undefined {
  if (typeof engines !== 'object' || engines === null || !('node' in engines)) return undefined;
  return typeof engines.node === 'string' ? engines.node : undefined;
}

/** Names of the dependencies that are packed along. */
export function bundledBy(manifest: PackageManifest): string[] {
  const { bundledDependencies, bundleDependencies = bundledDependencies, dependencies = {} } = manifest;
  if (Array.isArray(bundleDependencies)) return bundleDependencies;
  return bundleDependencies === true ? Object.keys(dependencies) : [];
}
