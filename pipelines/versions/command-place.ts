/** What the package's command says of its own version. */
import { mkdir, open, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { valid } from 'semver';
import type { PackageManifest } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { createSandbox } from '../../smoke/sandbox/sandbox.ts';
import { commandsOf } from '../artifact/commands.ts';
import { askVersion, type VersionAnswer } from '../identity/running-version.ts';
import type { Place } from './place.ts';
import { isInside } from './source-file.ts';

/** Who is asked. */
export type CommandSource =
  | { from: 'source' }
  | { from: 'project'; dir: string }
  | { from: 'run'; runId: string; says: string }
  | { from: 'nobody'; why: string };

export interface CommandQuestion {
  /** the source directory */
  dir: string;
  manifest: Pick<PackageManifest, 'name' | 'version' | 'bin'>;
  /** the host's PATH */
  path: string;
  /** Makes an empty directory for the sandbox. @returns its absolute path */
  makeScratch: () => string;
  signal: AbortSignal;
}

/** Asks in a sandbox; of several commands the one that is named like the package, else the first. */
export async function commandPlace(source: CommandSource, question: CommandQuestion): Promise<Place> {
  const { dir, manifest } = question;
  const commands = Object.entries(commandsOf(manifest));
  const unscoped = manifest.name.replace(/^@.*\//, '');
  const [command, target] = commands.find(([each]) => each === unscoped) ?? commands[0] ?? [];
  const kind = 'command';
  if (command === undefined || target === undefined) {
    return { kind, where: 'command', state: 'not-applicable', note: 'the package has none' };
  }
  const spot = { kind, where: `${command} --version` } as const;
  if (source.from === 'nobody') return { ...spot, state: 'unknown', note: source.why };
  if (source.from === 'run') {
    return { ...spot, where: `${command} --version in run ${source.runId}`, state: 'states', says: source.says };
  }
  const argv =
    source.from === 'project'
      ? ([join(source.dir, 'node_modules', '.bin', command)] as const)
      : await fromSource(dir, target);
  if ('missing' in argv) return { ...spot, state: 'unknown', note: argv.missing };
  const answer = await askInSandbox(argv, question);
  if (answer.runs) return { ...spot, state: 'states', says: versionIn(answer.says) };
  return { ...spot, state: 'unknown', note: `it does not run (${answer.how}): ${answer.reason}` };
}

/** A source file need not be executable before npm has made it so: a script of Node's is given to Node. */
async function fromSource(dir: string, target: string): Promise<readonly [string, ...string[]] | { missing: string }> {
  const file = join(dir, target);
  if (!isInside(target)) return { missing: `${target} is outside of the package` };
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    const line = buffer.toString('latin1', 0, bytesRead).split('\n', 1)[0] ?? '';
    return /^#!.*\bnode\b/.test(line) || !line.startsWith('#!') ? [process.execPath, file] : [file];
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return {
      missing: code === 'ENOENT' ? `${target} is not there: build it first` : `${target} cannot be read (${code})`,
    };
  }
}

const systemDirs = ['/usr/local/bin', '/usr/bin', '/bin'];

async function askInSandbox(
  argv: readonly [string, ...string[]],
  { manifest: { version }, path, makeScratch, signal }: CommandQuestion,
): Promise<VersionAnswer> {
  const scratchDir = makeScratch();
  const binDir = join(scratchDir, 'bin');
  const boxes = join(scratchDir, 'boxes');
  await Promise.all([mkdir(binDir), mkdir(boxes)]);
  await symlink(process.execPath, join(binDir, 'node'));
  const onHost = new Set(path.split(delimiter));
  const box = await createSandbox({
    parent: boxes,
    name: 'version',
    mark: `coherence-${process.pid}`,
    tools: { binDir, systemDirs: systemDirs.filter((dir) => onHost.has(dir)) },
    network: {},
  });
  try {
    const answer = await askVersion(argv, version, { cwd: box.work, env: box.env, signal });
    const { survivors } = await box.dispose();
    const [survivor] = survivors;
    if (!survivor) return answer;
    return { runs: false, how: 'ended by us', reason: `it left ${survivor.command} running (pid ${survivor.pid})` };
  } finally {
    await box.dispose();
  }
}

/** The version in the words, where there is exactly one. */
function versionIn(words: string): string {
  const versions = words.split(/[\s/@]+/).filter((word) => valid(word) !== null);
  return versions.length === 1 && versions[0] !== undefined ? versions[0] : words;
}
