/** For the end-to-end tests: an empty place to run the real command in, and copies of the reference package to break. */
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../schemas/types.ts';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { type RunningCommand, type RunOptions, spawnCommand } from '../../smoke/process/run.ts';
import { cachePlace } from '../cache-place.ts';
import { hostNetwork } from '../host-network.ts';
import { readReport } from '../report/report-file.ts';
import { packageRoot } from '../version.ts';

export const referencePackage = join(packageRoot, 'fixtures', 'ktx');
const launcher = join(packageRoot, 'pipelines', 'shakedown.mjs');

interface StartOptions {
  env?: Record<string, string>;
  onOutput?: NonNullable<RunOptions['onOutput']>;
  /** 120 000 when not given */
  timeoutMs?: number;
}

export interface Workplace extends AsyncDisposable {
  /** absolute real path; the cwd of the command, with a release-policy.json */
  dir: string;
  home: string;
  /** TMPDIR of the command: what it leaves behind is seen here */
  tmp: string;
  env: Record<string, string>;
  /** Starts `shakedown ARGS` here. */
  start(args: readonly string[], options?: StartOptions): RunningCommand;
  /** Runs it to its end. */
  shakedown(args: readonly string[], options?: StartOptions): Promise<CommandResult>;
  /** A copy of the reference package below `dir`, to break. */
  copyOfReference(name?: string): Promise<string>;
}

/** Third-party packages are fetched once for all tests of a machine, not once a workplace. */
const cache = cachePlace(process.env, 'tests');

export async function openWorkplace(): Promise<Workplace> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'e2e-')));
  const [dir, home, tmp] = [join(root, 'work'), join(root, 'home'), join(root, 'tmp')];
  for (const each of [dir, home, tmp]) await mkdir(each);
  await cp(join(packageRoot, 'release-policy.json'), join(dir, 'release-policy.json'));
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    ...(process.env.PYENV_ROOT ? { PYENV_ROOT: process.env.PYENV_ROOT } : {}),
    HOME: home,
    TMPDIR: tmp,
    SHAKEDOWN_CACHE: cache,
    ...hostNetwork(process.env),
  };
  const place: Workplace = {
    dir,
    home,
    tmp,
    env,
    start: (args, options = {}) =>
      spawnCommand([process.execPath, launcher, ...args], {
        cwd: dir,
        env: { ...env, ...options.env },
        timeoutMs: options.timeoutMs ?? 120_000,
        ...(options.onOutput ? { onOutput: options.onOutput } : {}),
      }),
    shakedown: (args, options) => place.start(args, options).result,
    async copyOfReference(name = 'ktx') {
      const copy = join(dir, name);
      await cp(referencePackage, copy, { recursive: true });
      return copy;
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
  return place;
}

/** The exit code; how else it ended, in words. */
export function exitOf(result: CommandResult): number | string {
  return result.kind === 'exited' ? result.code : describeEnd(result);
}

/** The report of the one run that was made in `place`. */
export async function onlyReport(place: Workplace): Promise<Report> {
  const runs = join(place.dir, '.shakedown', 'runs');
  const [run, ...others] = await readdir(runs);
  if (run === undefined || others.length > 0)
    throw new Error(`expected one run in ${runs}, found ${others.length + 1}`);
  return readReport(join(runs, run, 'report.json'));
}

/** Gives the package in `source` a script that npm runs by its `name`. */
export async function addScript(source: string, name: string, command: string): Promise<void> {
  const file = join(source, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(
    file,
    JSON.stringify({ ...manifest, scripts: { ...manifest.scripts, [name]: command } }, undefined, 2),
  );
}
