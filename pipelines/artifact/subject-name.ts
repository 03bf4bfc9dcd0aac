/** The name of the package that a subject is, known before anything is packed. */
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { readPackageJson } from './package-json.ts';
import type { Subject } from './subject.ts';
import { readTarball } from './tarball.ts';

/** @throws InputError when a tarball is none, or its package.json is not one */
export async function subjectName(subject: Subject): Promise<string> {
  if (subject.kind === 'directory') return subject.manifest.name;
  if (subject.kind === 'published') return subject.name;
  const where = { file: subject.spec };
  const reading = await readTarball(subject.file, { keep: (path) => path === 'package.json' });
  if (!reading.readable) throw new InputError({ ...reading.fault, where });
  const [refused, ...others] = reading.refused.map((found) => ({ ...found, where: { ...where, ...found.where } }));
  if (refused) throw new InputError(refused, ...others);
  const text = reading.kept.get('package.json');
  if (!text) throw new InputError(finding('package-json-missing', {}, where));
  const packageJson = readPackageJson(text.toString('utf8'), 'package.json');
  if (!packageJson.ok) throw new InputError(...packageJson.findings);
  return packageJson.manifest.name;
}
