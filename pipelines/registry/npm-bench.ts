/** For tests: the host's npm with a home of its own, packages made on the spot, and real registries; nothing leaves loopback. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findExecutable } from '../../smoke/process/executable.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { type Artifact, readArtifact } from '../artifact/artifact.ts';
import { packSubject } from '../artifact/pack.ts';
import { resolveSubject } from '../artifact/subject.ts';
import { tgz } from '../artifact/tarball-maker.ts';
import { type NpmCommand, npmCommand } from '../npm/npm.ts';
import { type Registry, type RegistryOptions, startRegistry } from './registry.ts';

export interface NpmBench extends AsyncDisposable {
  /** absolute real path; everything is below it */
  root: string;
  npm: NpmCommand;
  /** npm's whole environment */
  env: Readonly<Record<string, string>>;
  /** the npmrc that `env` names as userconfig */
  userconfig: string;
  /** A directory of its own below `root`. */
  dir(name: string): string;
  /** An artifact with this package.json and these files, in a directory of its own. */
  artifact(
    packageJson: { name: string; version: string; [field: string]: unknown },
    files?: Record<string, string>,
  ): Promise<Artifact>;
  /** What startRegistry needs, `changes` apart. */
  registryOptions(packageName: string, changes?: Partial<RegistryOptions>): RegistryOptions;
  /** A registry that is ended with the bench. */
  registry(packageName: string, changes?: Partial<RegistryOptions>): Promise<Registry>;
}

/**
 * Opens one; to be disposed.
 * @param defaultRegistry where npm goes by itself; nobody answers there unless one is given
 */
export function openNpmBench(defaultRegistry = 'http://127.0.0.1:9/'): NpmBench {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'npm-bench-')));
  const userconfig = join(root, 'npm', 'userconfig');
  const globalconfig = join(root, 'npm', 'globalconfig');
  mkdirSync(join(root, 'npm'));
  writeFileSync(globalconfig, `registry=${defaultRegistry}\nfetch-retries=0\n`);
  const path = process.env.PATH ?? '';
  const env = {
    PATH: path,
    HOME: join(root, 'home'),
    TMPDIR: root,
    npm_config_userconfig: userconfig,
    npm_config_globalconfig: globalconfig,
    npm_config_cache: join(root, 'npm', 'cache'),
    npm_config_update_notifier: 'false',
  };
  const registries: Registry[] = [];
  let made = 0;
  const bench: NpmBench = {
    root,
    npm: npmOnPath(path),
    env,
    userconfig,
    dir(name) {
      made += 1;
      const dir = join(root, `${made}-${name}`);
      mkdirSync(dir);
      return dir;
    },
    async artifact(packageJson, files = {}) {
      const dir = bench.dir('artifact');
      const given = join(dir, 'given.tgz');
      writeFileSync(given, packageOf(packageJson, files));
      const subject = await resolveSubject(given, { cwd: root });
      await packSubject(subject, { intoDir: join(dir, 'artifact'), npm: bench.npm, env });
      return await readArtifact(join(dir, 'artifact'));
    },
    registryOptions(packageName, changes = {}) {
      const dir = bench.dir('registry');
      return {
        dir,
        requestLog: join(dir, 'requests.jsonl'),
        prefix: 'the-run',
        packageName,
        env: { PATH: path, [MARK_VARIABLE]: root },
        signal: new AbortController().signal,
        readyWithinMs: 60_000,
        ...changes,
      };
    },
    async registry(packageName, changes) {
      const registry = await startRegistry(bench.registryOptions(packageName, changes));
      registries.push(registry);
      return registry;
    },
    async [Symbol.asyncDispose]() {
      for (const registry of registries) await registry[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return bench;
}

/** The tarball of a package with this package.json and these files, all of them executable. */
export function packageOf(packageJson: object, files: Record<string, string> = {}): Buffer {
  const contents = { 'package.json': JSON.stringify(packageJson), ...files };
  return tgz(Object.entries(contents).map(([path, content]) => ({ path: `package/${path}`, content, mode: 0o755 })));
}

function npmOnPath(path: string): NpmCommand {
  const npm = findExecutable('npm', path, '/');
  if (!('path' in npm)) throw new Error('no npm on PATH: these tests need it');
  return npmCommand({
    node: { path: process.execPath, version: process.versions.node },
    npm: { path: realpathSync(npm.path), version: 'as found' },
  });
}
