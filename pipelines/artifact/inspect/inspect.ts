/** Reads the packed bytes and says everything that is wrong with them; runs nothing. */
import type { Finding } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import type { Artifact } from '../artifact.ts';
import { readPackageJson } from '../package-json.ts';
import type { Subject } from '../subject.ts';
import { readTarball } from '../tarball.ts';
import { rules } from './rules.ts';

export interface InspectOptions {
  /** what was packed: its package.json is compared, its directory looked at for better advice */
  subject?: Subject;
  /** paths inside the package that must be there, besides what npm needs */
  requiredFiles?: readonly string[];
  signal?: AbortSignal;
}

const packageJsonPath = 'package.json';
/** A manifest that describes a bundled file is small; web manifests and source lists may be large and are left alone. */
const maxManifestBytes = 64 * 1024;

/**
 * Judges the archive itself and then its contents by the rules.
 * @returns all findings, the archive's first; empty when there is nothing to say
 */
export async function inspectArtifact(artifact: Artifact, options: InspectOptions = {}): Promise<Finding[]> {
  const { subject, requiredFiles = [], signal } = options;
  const reading = await readTarball(artifact.file, { keep: isRead, ...(signal ? { signal } : {}) });
  const inArchive = (found: Finding): Finding => ({ ...found, where: { file: artifact.manifest.file } });
  if (!reading.readable) return [inArchive(reading.fault)];
  const archive = [...reading.refused, ...reading.suspect].map(inArchive);
  const text = reading.kept.get(packageJsonPath);
  if (!text) return [...archive, inArchive(finding('package-json-missing', {}))];
  const packageJson = readPackageJson(text.toString('utf8'), packageJsonPath);
  if (!packageJson.ok) return [...archive, ...packageJson.findings];
  const inspection = {
    artifact: artifact.manifest,
    packageJson: packageJson.manifest,
    files: new Map(reading.files.map((file) => [file.path, file])),
    manifests: new Map([...reading.kept].filter(([path]) => path !== packageJsonPath)),
    subject,
    requiredFiles,
  };
  return [...archive, ...rules.flatMap((rule) => rule.check(inspection))];
}

function isRead(path: string, size: number): boolean {
  if (path === packageJsonPath) return true;
  return size <= maxManifestBytes && /(^|\/)manifest\.json$/.test(path) && !/(^|\/)node_modules\//.test(path);
}
