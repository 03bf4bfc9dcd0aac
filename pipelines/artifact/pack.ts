/** Packs the subject, once: everything after works on these bytes. */
import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactManifest, Finding } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { type GitState, gitState } from '../git/git-state.ts';
import type { NpmCommand } from '../npm/npm.ts';
import { registryUrl } from '../registry/registry-url.ts';
import { manifestName, readArtifact } from './artifact.ts';
import { commandsOf } from './commands.ts';
import { type Digest, digestOf } from './digest.ts';
import { npmPack } from './npm-pack.ts';
import { readPackageJson, tarballName } from './package-json.ts';
import type { Subject } from './subject.ts';
import { readTarball } from './tarball.ts';

export interface PackOptions {
  /** absolute; the artifact's own directory, made when it is missing */
  intoDir: string;
  npm: NpmCommand;
  /** The whole environment of npm and of the package's own prepack and prepare scripts: a sandbox's. */
  env: Readonly<Record<string, string>>;
  /** where a published subject is fetched from; npm's default without it */
  registry?: string;
  /** for npm and the package's scripts together, milliseconds; 10 minutes without it */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** evidence files for what npm and the package's scripts print */
  tee?: { stdout: string; stderr: string };
}

/**
 * Makes the artifact in `options.intoDir`: the tarball and, when that is complete, `manifest.json`.
 * - a directory: `npm pack`, with the scripts that also run when its maintainer publishes;
 * - a tarball: a copy, with the revision that the manifest beside it has for these bytes; - a published version: what the registry delivers, its integrity checked by npm.
 * @throws InputError for a tarball that is none, or not one that npm could publish
 * @throws StageFailure when npm fails, or what it packed cannot be read
 */
export async function packSubject(subject: Subject, options: PackOptions): Promise<ArtifactManifest> {
  await mkdir(options.intoDir, { recursive: true });
  const arrivals = await mkdtemp(join(options.intoDir, '.arriving-'));
  try {
    const git = subject.kind === 'directory' ? await gitState(subject.dir, options.env.PATH ?? '') : undefined;
    const arrived = await bring(subject, arrivals, options);
    options.signal?.throwIfAborted();
    const manifest = await describe(
      arrived.file,
      subject,
      { ...git, ...fetchedFrom(subject, options) },
      options.signal,
    );
    if (arrived.integrity !== undefined && arrived.integrity !== manifest.integrity) {
      const args = { expected: arrived.integrity, found: manifest.integrity };
      throw new StageFailure(finding('pack-integrity-mismatch', args, { file: manifest.file }));
    }
    const described = join(arrivals, manifestName);
    await writeFile(described, `${JSON.stringify(parseAs('artifact-manifest', manifest, manifestName), null, 2)}\n`);
    await rename(arrived.file, join(options.intoDir, manifest.file));
    await rename(described, join(options.intoDir, manifestName));
    return manifest;
  } finally {
    await rm(arrivals, { recursive: true, force: true });
  }
}

/** Gets the tarball into `dir`; `integrity` is what npm says of it. */
async function bring(
  subject: Subject,
  dir: string,
  options: PackOptions,
): Promise<{ file: string; integrity?: string }> {
  if (subject.kind !== 'tarball') return npmPack(subject, dir, options);
  const file = join(dir, 'given.tgz');
  await copyFile(subject.file, file, constants.COPYFILE_FICLONE).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES' && error.code !== 'ENOENT') throw error;
    throw new InputError(finding('subject-unreadable', { subject: subject.spec, reason: error.code }));
  });
  return { file };
}

async function describe(
  file: string,
  subject: Subject,
  origin: Partial<ArtifactManifest['source']>,
  signal: AbortSignal | undefined,
): Promise<ArtifactManifest> {
  const [digest, reading] = await Promise.all([
    digestOf(file),
    readTarball(file, { keep: (path) => path === 'package.json', ...(signal ? { signal } : {}) }),
  ]);
  if (!reading.readable) throw unfit(subject, [reading.fault]);
  if (subject.kind === 'tarball') throwIfAny(subject, reading.refused);
  const text = reading.kept.get('package.json');
  if (!text) throw unfit(subject, [finding('package-json-missing', {})]);
  const packageJson = readPackageJson(text.toString('utf8'), 'package.json');
  if (!packageJson.ok) throw unfit(subject, packageJson.findings);
  const { name, version } = packageJson.manifest;
  return {
    schemaVersion: 1,
    name,
    version,
    file: tarballName(name, version),
    ...digest,
    unpackedSize: reading.files.reduce((sum, entry) => sum + entry.size, 0),
    entries: reading.files.map(({ path, size, mode, sha256 }) => ({ path, size, mode, sha256 })),
    bins: commandsOf(packageJson.manifest),
    source: { kind: subject.kind, spec: subject.spec, ...origin, ...(await packedFrom(subject, digest)) },
  };
}

/** The registry that was named; its address may hold a password, which is nobody's to keep. */
function fetchedFrom(subject: Subject, { registry }: PackOptions): { registry?: string } {
  const url = subject.kind === 'published' ? registryUrl(registry) : undefined;
  return url === undefined ? {} : { registry: url };
}

/** What `shakedown pack` has written beside a tarball of which revision these bytes were packed; else nothing. */
async function packedFrom(subject: Subject, { sha256 }: Digest): Promise<GitState | undefined> {
  if (subject.kind !== 'tarball') return undefined;
  try {
    const { manifest } = await readArtifact(dirname(subject.file));
    const { revision, dirty } = manifest.source;
    if (manifest.sha256 !== sha256 || revision === undefined || dirty === undefined) return undefined;
    return { revision, dirty };
  } catch (error) {
    // Whatever else lies there is no word about these bytes.
    if (error instanceof StageFailure || errorCode(error) !== undefined) return undefined;
    throw error;
  }
}

function throwIfAny(subject: Subject, [first, ...rest]: readonly Finding[]): void {
  if (first) throw unfit(subject, [first, ...rest]);
}

/** A tarball that was given is bad input; one that came from a directory or a registry is a failed check. */
function unfit(subject: Subject, findings: readonly [Finding, ...Finding[]]): Error {
  const file = subject.kind === 'tarball' ? subject.spec : 'packed tarball';
  const place = (found: Finding): Finding => ({ ...found, where: { ...found.where, file: found.where.file ?? file } });
  const [first, ...rest] = findings;
  const placed = [place(first), ...rest.map(place)] as const;
  return subject.kind === 'tarball' ? new InputError(...placed) : new StageFailure(...placed);
}
