/** What is to be verified, as given on the command line: a source directory, a tarball, or a published version. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { valid, validRange } from 'semver';
import type { PackageManifest } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { nearest } from './nearest-name.ts';
import { isPackageName, readPackageJson } from './package-json.ts';

export interface DirectorySubject {
  kind: 'directory';
  /** as given */
  spec: string;
  /** absolute, real path */
  dir: string;
  manifest: PackageManifest;
}
interface TarballSubject {
  kind: 'tarball';
  spec: string;
  /** absolute, real path */
  file: string;
}
export interface PublishedSubject {
  kind: 'published';
  spec: string;
  name: string;
  /** exact */
  version: string;
}
export type Subject = DirectorySubject | TarballSubject | PublishedSubject;

/**
 * Says what `spec` stands for. A path that exists wins; `./x`, `../x`, `/x` and `x.tgz` are always paths;
 * the rest is a published `name@version`.
 * @param from.cwd absolute; relative paths start here
 * @throws InputError when it is nothing that could be verified
 */
export async function resolveSubject(spec: string, from: { cwd: string }): Promise<Subject> {
  if (spec.trim() === '') throw new InputError(finding('subject-empty', {}));
  const path = resolve(from.cwd, spec);
  const found = await kindOf(path, spec);
  if (found === 'directory') return directorySubject(spec, await realpath(path));
  if (found === 'file') return tarballSubject(spec, await realpath(path));
  const at = spec.indexOf('@', 1);
  if (found === 'missing' && at > 0 && !isPathLike(spec)) {
    return publishedSubject(spec, spec.slice(0, at), spec.slice(at + 1));
  }
  if (found === 'missing') throw new InputError(finding('subject-not-found', await withSuggestion(spec, path)));
  throw new InputError(finding('subject-neither-file-nor-directory', { subject: spec, found }));
}

async function directorySubject(spec: string, dir: string): Promise<DirectorySubject> {
  const file = join(dir, 'package.json');
  const text = await readFile(file, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR') {
      const packages = await packagesIn(dir, spec);
      const args = { subject: spec, ...(packages ? { suggestion: packages } : {}) };
      throw new InputError(finding('subject-not-a-package', args));
    }
    throw unreadable(spec, error);
  });
  const reading = readPackageJson(text, join(spec, 'package.json'));
  if (!reading.ok) throw new InputError(...reading.findings);
  return { kind: 'directory', spec, dir, manifest: reading.manifest };
}

function tarballSubject(spec: string, file: string): TarballSubject {
  if (basename(file) === 'package.json') {
    throw new InputError(finding('subject-is-package-json', { subject: spec, suggestion: dirname(spec) }));
  }
  return { kind: 'tarball', spec, file };
}

function publishedSubject(spec: string, name: string, version: string): PublishedSubject {
  if (!isPackageName(name)) throw new InputError(finding('subject-name-invalid', { subject: spec, name }));
  if (valid(version) !== version) {
    const found = validRange(version) === null ? 'tag' : 'range';
    throw new InputError(
      finding('subject-version-not-exact', { subject: spec, name, version, found: `${found} ${version}` }),
    );
  }
  return { kind: 'published', spec, name, version };
}

type PathKind = 'directory' | 'file' | 'missing' | 'a device' | 'a named pipe' | 'a socket';

async function kindOf(path: string, spec: string): Promise<PathKind> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'directory';
    if (found.isFile()) return 'file';
    if (found.isFIFO()) return 'a named pipe';
    return found.isSocket() ? 'a socket' : 'a device';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A NUL, or a name that is too long, is no path that could exist.
    const impossible = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'];
    if (code !== undefined && impossible.includes(code)) return 'missing';
    throw unreadable(spec, error as NodeJS.ErrnoException);
  }
}

function unreadable(spec: string, error: NodeJS.ErrnoException): Error {
  if (error.code === undefined) return error;
  return new InputError(finding('subject-unreadable', { subject: spec, reason: error.code }));
}

function isPathLike(spec: string): boolean {
  return /^(\.{1,2}([/\\]|$)|[/\\~])/.test(spec) || /\.(tgz|tar\.gz|tar)$/i.test(spec);
}

async function withSuggestion(spec: string, path: string): Promise<{ subject: string; suggestion?: string }> {
  const siblings = await readdir(dirname(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    return [];
  });
  const name = nearest(basename(path), siblings);
  return name === undefined ? { subject: spec } : { subject: spec, suggestion: `${dirname(spec)}/${name}` };
}

/** The first packages directly below `dir`, as they could be given. */
async function packagesIn(dir: string, spec: string): Promise<string> {
  const found = [];
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
    if ((await kindOf(join(dir, entry.name, 'package.json'), spec)) === 'file') found.push(join(spec, entry.name));
  }
  return found.sort().slice(0, 3).join(' or ');
}
