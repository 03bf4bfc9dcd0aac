/**
 * For the tests of a release: the reference package in a repository of its own with a bare remote, and a registry with
 * accounts that plays the public one. Everything is real, but uv: see uv-for-releases/uv.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleasePolicy, SchemaTypes } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { type RunningCommand, spawnCommand } from '../../smoke/process/run.ts';
import { parseAs, type SchemaName } from '../../smoke/schema/validate.ts';
import { type MoodyRegistry, moodyRegistry } from '../publishing/registry-in-the-way.ts';
import { makeAccount } from '../publishing/release-bench.ts';
import { openNpmBench } from '../registry/npm-bench.ts';
import { packageRoot } from '../version.ts';
import { releaserEnv, writeLogin } from './releaser.ts';
import { openWorkplace, referencePackage } from './workplace.ts';

const launcher = join(packageRoot, 'pipelines', 'shakedown.mjs');

interface StartOptions {
  env?: Record<string, string>;
  cwd?: string;
}

export interface ReleasePlace extends AsyncDisposable {
  /** absolute; the repository, with release-policy.json; the cwd of the commands */
  source: string;
  /** absolute; the bare repository that it knows as origin */
  remote: string;
  home: string;
  /** TMPDIR of the commands */
  tmp: string;
  registry: MoodyRegistry;
  /** of the user who is logged in; the npmrc in `home` refers to it as NODE_AUTH_TOKEN */
  token: () => string;
  /** everything that any command has printed */
  said: string[];
  git(...args: string[]): string;
  start(args: readonly string[], options?: StartOptions): RunningCommand;
  shakedown(args: readonly string[], options?: StartOptions): Promise<CommandResult>;
  /** Runs it with --json. @returns its one document, checked */
  json<N extends SchemaName>(schema: N, args: readonly string[], options?: StartOptions): Promise<SchemaTypes[N]>;
  writePolicy(change: (policy: ReleasePolicy) => ReleasePolicy): void;
  /** The registry is another from now on: empty, with the same user. */
  emptyRegistry(): Promise<void>;
}

export async function openReleasePlace(): Promise<ReleasePlace> {
  const place = await openWorkplace();
  const bench = openNpmBench();
  const [source, remote] = [join(place.dir, 'ktx'), join(place.dir, 'remote.git')];
  cpSync(referencePackage, source, { recursive: true });
  const real = await bench.registry('@kaelio/ktx', { accounts: true });
  const registry = await moodyRegistry(real);
  let token = await makeAccount(real.url, 'alice');
  writeLogin(place, registry.url);

  const env = releaserEnv(place);
  const said: string[] = [];
  const made: ReleasePlace = {
    source,
    remote,
    home: place.home,
    tmp: place.tmp,
    registry,
    token: () => token,
    said,
    git: (...args) =>
      execFileSync('git', args, { cwd: source, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim(),
    start: (args, { env: more = {}, cwd = source } = {}) =>
      spawnCommand([process.execPath, launcher, ...args], {
        cwd,
        env: { ...env, NODE_AUTH_TOKEN: token, ...more },
        timeoutMs: 180_000,
      }),
    async shakedown(args, options) {
      const result = await made.start(args, options).result;
      said.push(result.stdout, result.stderr);
      return result;
    },
    async json(schema, args, options) {
      const { stdout, stderr } = await made.shakedown([...args, '--json'], options);
      let document: unknown;
      try {
        document = JSON.parse(stdout);
      } catch (error) {
        throw new Error(`${args.join(' ')} printed no JSON: ${error}\n${stdout}\n${stderr}`);
      }
      return parseAs(schema, document, args.join(' '));
    },
    writePolicy(change) {
      const file = join(source, 'release-policy.json');
      const policy = parseAs('release-policy', JSON.parse(readFileSync(file, 'utf8')), file);
      writeFileSync(file, `${JSON.stringify(change(policy), undefined, 2)}\n`);
    },
    async emptyRegistry() {
      const next = await bench.registry('@kaelio/ktx', { accounts: true });
      registry.goOnWith(next);
      token = await makeAccount(next.url, 'alice');
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await bench[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
  cpSync(join(packageRoot, 'release-policy.json'), join(source, 'release-policy.json'));
  made.writePolicy((policy) => ({
    ...policy,
    npm: { ...policy.npm, registry: registry.url, tag: 'latest' },
    publishedPackageSmoke: { packageName: '@kaelio/ktx', version: '0.1.0', registry: registry.url },
    versions: [{ file: 'python/kaelio_ktx/__init__.py', pattern: '__version__ = "(.+)"' }],
    documents: ['README.md', 'docs/operators.md'],
    contents: { installScripts: [] },
    rules: { 'against-internals-removed': 'error' },
    release: { branch: 'main', remote: 'origin' },
  }));
  made.git('init', '-q', '-b', 'main');
  made.git('add', '-A');
  made.git('commit', '-q', '-m', 'chore: the first release');
  made.git('tag', 'v0.1.0');
  mkdirSync(remote);
  made.git('init', '-q', '--bare', '-b', 'main', remote);
  made.git('remote', 'add', 'origin', remote);
  made.git('push', '-q', 'origin', 'main', 'v0.1.0');
  return made;
}
