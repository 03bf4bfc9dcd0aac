/** `npm pack`, of a directory or of a published version, and what its failures mean. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { readNpmError, readPacked } from '../npm/json.ts';
import type { PackOptions } from './pack.ts';
import type { DirectorySubject, PublishedSubject } from './subject.ts';

const tenMinutes = 600_000;

/**
 * Packs into `dir`, an empty directory; nothing else is written by npm.
 * @returns the tarball, and the integrity that npm says it has
 * @throws StageFailure when npm fails; InputError when a published version does not exist
 */
export async function npmPack(
  subject: DirectorySubject | PublishedSubject,
  dir: string,
  options: PackOptions,
): Promise<{ file: string; integrity: string }> {
  // Said on the command line, these win over any npmrc, the package's own included.
  const args = [
    'pack',
    '--json',
    `--pack-destination=${dir}`,
    '--foreground-scripts=false',
    '--dry-run=false',
    '--update-notifier=false',
    ...(subject.kind === 'published' ? fetchArguments(subject, dir, options.registry) : []),
  ];
  const { env, signal, tee, timeoutMs = tenMinutes } = options;
  const from = subject.kind === 'directory' ? subject.dir : dir;
  const result = await options.npm(args, {
    cwd: from,
    env,
    timeoutMs,
    ...(signal ? { signal } : {}),
    ...(tee ? { tee } : {}),
  });
  if (result.kind !== 'exited' || result.code !== 0) throw failure(subject, result);
  const packed = readPacked(result.stdout);
  if (!packed) throw notUnderstood(from, 'its output does not describe one package');
  const file = join(dir, packed.filename);
  await access(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw notUnderstood(from, `there is no ${packed.filename} where it was told to write`);
  });
  return { file, integrity: packed.integrity };
}

/** The registry is named for the scope too: a scope's own registry would win over `--registry`. */
function fetchArguments({ name, version }: PublishedSubject, dir: string, registry: string | undefined): string[] {
  const scope = /^(@[^/]+)\//.exec(name)?.[1];
  return [
    `${name}@${version}`,
    // Without it npm looks for a project above, and reads that project's npmrc.
    `--prefix=${dir}`,
    // Three tries in seconds; npm's own pauses add up to more than a minute.
    '--fetch-retry-mintimeout=500',
    '--fetch-retry-maxtimeout=2000',
    ...(registry ? [`--registry=${registry}`, ...(scope ? [`--${scope}:registry=${registry}`] : [])] : []),
  ];
}

function failure(subject: DirectorySubject | PublishedSubject, result: CommandResult): Error {
  const error = readNpmError(result.stdout);
  const how = describeEnd(result);
  const words = error ? [error.summary, error.detail ?? ''] : [result.stderr];
  const summary = excerpt(words.join(' ')) || 'it said nothing';
  if (subject.kind === 'directory') return new StageFailure(finding('pack-failed', { dir: subject.dir, how, summary }));
  const args = { subject: subject.spec, name: subject.name, how, summary };
  if (error?.code === 'E404' || error?.code === 'ETARGET')
    return new InputError(finding('subject-not-published', args));
  if (error?.code === 'EINTEGRITY') return new StageFailure(finding('published-integrity-mismatch', args));
  return new StageFailure(finding('published-fetch-failed', args));
}

/** The beginning says what failed, the end why. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 400 ? line : `${line.slice(0, 150)} ... ${line.slice(-240)}`;
}

const notUnderstood = (dir: string, detail: string): StageFailure =>
  new StageFailure(finding('pack-not-understood', { dir, detail }));
