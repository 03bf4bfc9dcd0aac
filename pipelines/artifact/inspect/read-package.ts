/** Reads a tarball as the package that it is, or says why it is none. */
import type { Finding } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import { commandsOf } from '../commands.ts';
import { type Digest, digestOf } from '../digest.ts';
import type { TarballFile } from '../kept-files.ts';
import { readPackageJson } from '../package-json.ts';
import { readTarball } from '../tarball.ts';
import type { PackedPackage } from './rule.ts';

export interface PackageReading {
  digest: Digest;
  /** what is wrong with the archive itself, and with its package.json */
  faults: Finding[];
  /** the regular files, as far as the archive could be read */
  files: readonly TarballFile[];
  /** missing when the archive cannot be trusted or its package.json not be read: no rule applies then */
  package?: PackedPackage;
}

const packageJsonPath = 'package.json';
/** A manifest that describes a bundled file is small; web manifests and source lists may be large and are left alone. */
const maxManifestBytes = 64 * 1024;
/** Of more than these the first are read. */
const maxManifestsBytes = 1024 ** 2;

let free: Promise<unknown> = Promise.resolve();

/**
 * One after another: while an archive is read, twice as much is remembered of its entries as afterwards.
 * @param file absolute path of the tarball
 * @param name names the tarball in findings
 * @throws what the file system or the signal says
 */
export function readPackage(file: string, name: string, signal?: AbortSignal): Promise<PackageReading> {
  const reading = free.then(() => read(file, name, signal));
  const ended = (): undefined => undefined;
  free = reading.then(ended, ended);
  return reading;
}

async function read(file: string, name: string, signal: AbortSignal | undefined): Promise<PackageReading> {
  const [digest, reading] = await Promise.all([
    digestOf(file),
    readTarball(file, { keep: isRead(), ...(signal ? { signal } : {}) }),
  ]);
  const inArchive = (found: Finding): Finding => ({ ...found, where: { ...found.where, file: name } });
  if (!reading.readable) return { digest, faults: [inArchive(reading.fault)], files: [] };
  const { files, refused, suspect, kept } = reading;
  const faults = [...refused, ...suspect].map(inArchive);
  const text = kept.get(packageJsonPath);
  if (!text) return { digest, files, faults: [...faults, inArchive(finding('package-json-missing', {}))] };
  const packageJson = readPackageJson(text.toString('utf8'), packageJsonPath);
  if (!packageJson.ok) return { digest, files, faults: [...faults, ...packageJson.findings] };
  if (refused.length > 0) return { digest, files, faults };
  return {
    digest,
    files,
    faults,
    package: {
      ...digest,
      tarball: file,
      packageJson: packageJson.manifest,
      bins: commandsOf(packageJson.manifest),
      files: new Map(files.map((each) => [each.path, each])),
      manifests: new Map([...kept].filter(([path]) => path !== packageJsonPath)),
    },
  };
}

/** Which files' bytes to keep: package.json, and as many manifests as are allowed. */
function isRead(): (path: string, size: number) => boolean {
  let left = maxManifestsBytes;
  return (path, size) => {
    if (path === packageJsonPath) return true;
    if (size > maxManifestBytes || !/(^|\/)manifest\.json$/.test(path) || /(^|\/)node_modules\//.test(path))
      return false;
    left -= size;
    return left >= 0;
  };
}
