/**
 * For tests: a package in a repository with a remote, its verified tarball, a registry with accounts that plays the
 * public one, and a user who is logged in there. Everything is real but the verdict of readiness.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { ReleasePolicy } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { digestOf } from '../artifact/digest.ts';
import { committer } from '../git/committer.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import type { Registry } from '../registry/registry.ts';
import type { ReleaseQuestion } from './gather-facts.ts';
import { publishManifest } from './publish-manifest.ts';
import type { Readiness } from './release-facts.ts';
import { samplePolicy, sampleReadiness } from './sample-facts.ts';

export interface ReleaseBench extends AsyncDisposable {
  bench: NpmBench;
  registry: Registry;
  /** of the user who is logged in */
  token: string;
  /** Writes the npmrc of the user: logged in, unless something else is given. */
  npmrc(text?: string): void;
  /** A package of this version, in a repository of its own whose remote has branch and tag, with the question to publish it. */
  release(version: string, more?: { packageJson?: object; npm?: Partial<ReleasePolicy['npm']> }): Promise<MadeRelease>;
}

export interface MadeRelease {
  dir: string;
  artifact: Artifact;
  question: ReleaseQuestion;
  git: (...args: string[]) => string;
}

/** Makes an account at a registry that has accounts. @returns its token */
export async function makeAccount(registry: string, name: string): Promise<string> {
  const response = await fetch(`${registry}-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: 'correct-horse' }),
  });
  const answer: unknown = await response.json();
  if (typeof answer === 'object' && answer !== null && 'token' in answer && typeof answer.token === 'string')
    return answer.token;
  throw new Error(`no account was made: HTTP ${response.status}`);
}

/** `//host/path/`, before which npm keeps what belongs to a registry. */
export function registryKey(registry: string): string {
  const { host, pathname } = new URL(registry);
  return `//${host}${pathname}`;
}

export async function openReleaseBench(name = '@scope/x'): Promise<ReleaseBench> {
  const bench = openNpmBench();
  const registry = await bench.registry(name, { accounts: true });
  const token = await makeAccount(registry.url, 'alice');
  const npmrc = (text = `${registryKey(registry.url)}:_authToken=${token}\n`): void =>
    writeFileSync(bench.userconfig, text);
  npmrc();
  return {
    bench,
    registry,
    token,
    npmrc,
    async release(version, { packageJson = {}, npm = {} } = {}) {
      const artifact = await bench.artifact({ name, version, ...packageJson });
      const dir = bench.dir('source');
      const git = gitIn(dir);
      const text = JSON.stringify({ name, version, ...packageJson });
      writeFileSync(join(dir, 'package.json'), text);
      commitAll(git, bench.dir('remote'), version);
      const policy: ReleasePolicy = {
        ...samplePolicy,
        release: { branch: 'main' },
        npm: { ...samplePolicy.npm, registry: registry.url, packages: [name], ...npm },
      };
      const scratchDir = bench.dir('scratch');
      return {
        dir,
        git,
        artifact,
        question: {
          intent: 'publish',
          sender: 'this job',
          policy: { file: 'release-policy.json', sha256: '2'.repeat(64), policy },
          name,
          version,
          manifest: publishManifest(text) ?? {},
          sourceDir: dir,
          readiness: readyFor(artifact),
          scratchDir,
          io: { env: { ...bench.env, npm_config_registry: registry.url }, signal: new AbortController().signal },
        },
      };
    },
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

async function readyFor({ file, manifest }: Artifact): Promise<Readiness> {
  const { name, version } = manifest;
  const { sha256, integrity } = await digestOf(file);
  const artifact = { runId: 'the-run', file, sha256, integrity };
  return { kind: 'assessed', report: { ...sampleReadiness, package: { name, version }, artifact } };
}

function gitIn(cwd: string): MadeRelease['git'] {
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_GLOBAL: devNull, ...committer };
  return (...args) =>
    execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

function commitAll(git: MadeRelease['git'], remote: string, version: string): void {
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'release');
  git('tag', `v${version}`);
  git('init', '-q', '--bare', '-b', 'main', remote);
  git('remote', 'add', 'origin', remote);
  git('push', '-q', 'origin', 'main', `v${version}`);
}
