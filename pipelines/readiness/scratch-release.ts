/** For tests: the reference package in a repository of its own, ready to be released but for its verify. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadinessReport, ReleasePolicy } from '../../schemas/types.ts';
import { type Artifact, readArtifact } from '../artifact/artifact.ts';
import { openBench } from '../artifact/bench.ts';
import { type DirectorySubject, resolveSubject } from '../artifact/subject.ts';
import { cachePlace } from '../cache-place.ts';
import { type ScratchRepository, scratchRepository } from '../git/scratch-repository.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import type { ScratchRun } from '../run/scratch-run.ts';
import { scratchRun } from '../run/scratch-run.ts';
import { packageRoot } from '../version.ts';
import { assessReadiness } from './assess.ts';
import type { ReadinessIo } from './gate.ts';
import { releaseBytes } from './release-bytes.ts';
import { writtenPolicy } from './sample-policies.ts';
import { recordVerify, type VerifyChanges } from './sample-verify.ts';

export interface ScratchRelease {
  /** The root is the workdir of the runs, the package is below it in `ktx`, the policy beside that. */
  repository: ScratchRepository;
  /** absolute */
  dir: string;
  /** TMPDIR of whatever runs here */
  tmpDir: string;
  /** what was said on stderr */
  said: string[];
  io: (signal?: AbortSignal) => ReadinessIo;
  /** Packs the source as it is. */
  pack(): Promise<Artifact>;
  /** Puts a verify of the tarball on record. @returns the run */
  verify(artifact: Artifact, policy: LoadedPolicy, changes?: VerifyChanges): Promise<string>;
  assess(policy: LoadedPolicy, options?: { tarball?: string; signal?: AbortSignal }): Promise<ReadinessReport>;
}

/** The package at `version`, everywhere it is stated, committed. */
export async function scratchRelease(version: string, policy: ReleasePolicy): Promise<ScratchRelease> {
  const repository = scratchRepository();
  const root = repository.dir;
  const dir = join(root, 'ktx');
  cpSync(join(packageRoot, 'fixtures', 'ktx'), dir, { recursive: true });
  replaceIn(join(dir, 'package.json'), '"version": "0.1.0"', `"version": "${version}"`);
  const pythonVersion = version.replace('-rc.', 'rc');
  replaceIn(join(dir, 'python', 'kaelio_ktx', '__init__.py'), '"0.1.0"', `"${pythonVersion}"`);
  execFileSync(process.execPath, ['build-wheel.mjs'], { cwd: dir });
  repository.write({ 'ktx/CHANGELOG.md': `# Changelog\n\n## ${version}\n\n- What is new.\n` });
  await writtenPolicy(root, policy);
  repository.commit('the release');
  const here: ScratchRun = { ...scratchRun(), workdir: root };
  const said: string[] = [];
  const subject = async (): Promise<DirectorySubject> => {
    const found = await resolveSubject('ktx', { cwd: root });
    if (found.kind !== 'directory') throw new Error('the source is a directory');
    return found;
  };
  const io: ScratchRelease['io'] = (signal = new AbortController().signal) => ({
    stdout: { write: (_text, done) => done?.() },
    stderr: { write: (text) => said.push(text) },
    env: {
      PATH: process.env.PATH,
      HOME: here.root,
      TMPDIR: here.tmpDir,
      SHAKEDOWN_CACHE: cachePlace(process.env, 'tests'),
      ...(process.env.PYENV_ROOT ? { PYENV_ROOT: process.env.PYENV_ROOT } : {}),
    },
    cwd: root,
    now: () => new Date(),
    signal,
  });
  mkdirSync(join(root, '.shakedown'), { recursive: true });
  return {
    repository,
    dir,
    tmpDir: here.tmpDir,
    said,
    io,
    async pack() {
      await using bench = openBench(io());
      const packed = await releaseBytes({ subject: await subject() }, bench, io());
      if (!('artifact' in packed)) throw new Error('the source cannot be packed');
      const kept = join(here.root, 'packed');
      cpSync(join(bench.dir, 'artifact'), kept, { recursive: true });
      return await readArtifact(kept);
    },
    verify: async (artifact, loaded, changes) => await recordVerify(here, { artifact, policy: loaded }, changes),
    assess: async (loaded, { tarball, signal } = {}) =>
      await assessReadiness(
        { subject: await subject(), policy: loaded, ...(tarball === undefined ? {} : { tarball }) },
        io(signal),
      ),
  };
}

function replaceIn(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} holds no ${from}`);
  writeFileSync(file, text.replace(from, to));
}
