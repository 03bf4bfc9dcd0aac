/**
 * For tests: a checkout of this repository as somebody has it who releases the reference package from there: with a
 * remote, the release's tag, a HOME with nothing in it but their credentials, and a registry that plays the public one.
 * All real, but uv: see uv-for-releases/uv. The installed packages are a link to ours.
 */
import { appendFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import { makeAccount } from '../publishing/release-bench.ts';
import { openNpmBench } from '../registry/npm-bench.ts';
import { packageRoot } from '../version.ts';
import { releaserEnv, writeLogin } from './releaser.ts';
import { exitOf, openWorkplace } from './workplace.ts';

export interface OwnCheckout extends AsyncDisposable {
  /** absolute; everything else is below it, and nothing else is */
  root: string;
  /** the checkout, absolute */
  dir: string;
  env: Readonly<Record<string, string>>;
  run(
    argv: readonly [string, ...string[]],
    options?: { cwd?: string; env?: Record<string, string> },
  ): Promise<CommandResult>;
  /** @throws Error with what git said when it fails */
  git(cwd: string, ...args: string[]): Promise<void>;
  /** Makes a bare repository at `remote` that has all of this one, absolute. */
  makeRemote(remote: string): Promise<void>;
}

/** Opens one; to be disposed. */
export async function openOwnCheckout(): Promise<OwnCheckout> {
  await using opened = new AsyncDisposableStack();
  const place = opened.use(await openWorkplace());
  const bench = opened.use(openNpmBench());
  const registry = await bench.registry('@kaelio/ktx', { accounts: true });
  const token = await makeAccount(registry.url, 'alice');
  writeLogin(place, registry.url);
  const dir = join(place.dir, 'shakedown');
  const env = { ...releaserEnv(place), NODE_AUTH_TOKEN: token };
  await copyOwnTree(dir);
  const policyFile = join(dir, 'release-policy.json');
  const policy = readFileSync(policyFile, 'utf8');
  writeFileSync(policyFile, policy.replaceAll('"registry": null', `"registry": ${JSON.stringify(registry.url)}`));
  const made: Omit<OwnCheckout, typeof Symbol.asyncDispose> = {
    root: place.dir,
    dir,
    env,
    run: async (argv, { cwd = dir, env: more = {} } = {}) =>
      await run(argv, { cwd, env: { ...env, ...more }, timeoutMs: 240_000 }),
    async git(cwd, ...args) {
      const result = await made.run(['git', ...args], { cwd });
      if (exitOf(result) !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
    },
    async makeRemote(remote) {
      mkdirSync(remote, { recursive: true });
      await made.git(remote, 'init', '-q', '--bare', '-b', 'main');
      await made.git(dir, 'push', '-q', remote, 'main', 'v0.1.0');
    },
  };
  await made.git(dir, 'init', '-q', '-b', 'main');
  // The link is none of its files, as little as the directory would be.
  appendFileSync(join(dir, '.git', 'info', 'exclude'), '/node_modules\n');
  await made.git(dir, 'add', '-A');
  await made.git(dir, 'commit', '-q', '-m', 'feat: all of it');
  await made.git(dir, 'tag', 'v0.1.0');
  await made.makeRemote(join(place.dir, 'remote.git'));
  await made.git(dir, 'remote', 'add', 'origin', join(place.dir, 'remote.git'));
  const kept = opened.move();
  return { ...made, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Copies what git has, or is about to have. */
async function copyOwnTree(into: string): Promise<void> {
  const list = async (...options: string[]): Promise<string[]> => {
    const env = { PATH: process.env.PATH ?? '' };
    const result = await run(['git', 'ls-files', '-z', ...options], { cwd: packageRoot, env, timeoutMs: 30_000 });
    if (exitOf(result) !== 0) throw new Error(`git ls-files: ${result.stderr}`);
    return result.stdout.split('\0').filter((path) => path !== '');
  };
  const deleted = new Set(await list('--deleted'));
  mkdirSync(into);
  for (const file of await list('--cached', '--others', '--exclude-standard', '--deduplicate'))
    if (!deleted.has(file)) cpSync(join(packageRoot, file), join(into, file), { recursive: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(into, 'node_modules'));
}
