/** The ways in which a stranger gets a published package: npx, a local and a global install, each in a sandbox of its own. */
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, PublishedWay, Tools } from '../../schemas/types.ts';
import { shellWord } from '../../smoke/process/command-line.ts';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { type RunOptions, run } from '../../smoke/process/run.ts';
import { sandboxDirs } from '../../smoke/sandbox/environment.ts';
import { createSandbox, type Sandbox } from '../../smoke/sandbox/sandbox.ts';
import { finding } from '../findings/finding.ts';
import { readNpmError } from '../npm/json.ts';

export interface WaysGround {
  name: string;
  version: string;
  /** the command that says its version; undefined for a package without one */
  bin: string | undefined;
  /** flags that send npm to the registry */
  route: readonly string[];
  tools: Tools;
  network: Readonly<Record<string, string>>;
  /** absolute; sandboxes are made in it */
  parent: string;
  mark: string;
  /** added to every environment */
  env: Readonly<Record<string, string>>;
  /** npm's cache of what was downloaded before, absolute: bytes are taken from it by their hash alone */
  cacheDir: string;
  signal: AbortSignal;
  /** what is wrong with the files that were installed there, by path in the package */
  otherFiles: (packageDir: string) => Promise<string[]>;
  /** Called with the project of the local install while it is there. */
  inProject: (project: InstalledProject) => Promise<void>;
}

/** Where a command is run in it, and with what. */
export type InstalledProject = Pick<RunOptions, 'cwd' | 'env'>;

export interface WayResult {
  way: PublishedWay;
  findings: Finding[];
}

/** A user waits for minutes at most. */
const installTimeoutMs = 600_000;
const versionTimeoutMs = 30_000;

type Way = PublishedWay['way'];

/** What was run last, where the package was put by it, and the command that says its version. */
interface Installed {
  command: readonly [string, ...string[]];
  result: CommandResult;
  packageDir: string;
  says?: readonly [string, ...string[]];
}

/** Goes all ways at once. @throws the reason of the signal */
export async function goWays(ground: WaysGround): Promise<WayResult[]> {
  return await Promise.all((['npx', 'local', 'global'] as const).map((way) => go(way, ground)));
}

async function go(way: Way, ground: WaysGround): Promise<WayResult> {
  const box = await createSandbox({
    parent: ground.parent,
    name: way,
    mark: ground.mark,
    tools: ground.tools,
    network: ground.network,
    env: ground.env,
  });
  const startedAt = performance.now();
  let result: WayResult;
  try {
    await shareCache(box, ground.cacheDir);
    const installed = await ways[way](ground, box);
    const { findings, ...judged } = await judge(way, installed, ground, box);
    result = { way: { way, ...judged, durationMs: performance.now() - startedAt }, findings };
    if (way === 'local' && judged.identity !== undefined) await ground.inProject({ cwd: box.work, env: box.env });
  } catch (error) {
    await box.dispose();
    throw error;
  }
  const { survivors } = await box.dispose();
  return { ...result, findings: [...result.findings, ...leftBehind(survivors)] };
}

function leftBehind(survivors: readonly { pid: number; command: string }[]): Finding[] {
  if (survivors.length === 0) return [];
  const commands = survivors.map(({ pid, command }) => `${pid} ${command}`).join(', ');
  return [finding('processes-left-behind', { count: survivors.length, commands })];
}

/** Downloads are shared, and nothing else: an npx of before would be used again. */
async function shareCache(box: Sandbox, cacheDir: string): Promise<void> {
  const { npmCache } = sandboxDirs(box.dir);
  await mkdir(join(cacheDir, '_cacache'), { recursive: true });
  await symlink(join(cacheDir, '_cacache'), join(npmCache, '_cacache'));
}

const ways: Record<Way, (ground: WaysGround, box: Sandbox) => Promise<Installed>> = {
  async npx({ name, version, bin, route, signal }, box) {
    const asked = bin === undefined ? ['true'] : [bin, '--version'];
    const command = [
      'npx',
      '--yes',
      '--prefer-online',
      ...route,
      `--package=${name}@${version}`,
      '--',
      ...asked,
    ] as const;
    const result = await run([...command], optionsIn(box, signal));
    const npxDir = join(sandboxDirs(box.dir).npmCache, '_npx');
    const [made = 'none'] = result.kind === 'exited' && result.code === 0 ? await readdir(npxDir) : [];
    return { command: [...command], result, packageDir: join(npxDir, made, 'node_modules', name) };
  },
  async local(ground, box) {
    await writeFile(join(box.work, 'package.json'), '{ "name": "project", "version": "1.0.0", "private": true }\n');
    const installed = await install([], ground, box);
    const { bin, name } = ground;
    const modules = join(box.work, 'node_modules');
    return {
      ...installed,
      packageDir: join(modules, name),
      ...(bin === undefined ? {} : { says: [join(modules, '.bin', bin), '--version'] }),
    };
  },
  async global(ground, box) {
    const installed = await install(['--global'], ground, box);
    const { bin, name } = ground;
    const prefix = sandboxDirs(box.dir).npmPrefix;
    return {
      ...installed,
      packageDir: join(prefix, 'lib', 'node_modules', name),
      ...(bin === undefined ? {} : { says: [join(prefix, 'bin', bin), '--version'] }),
    };
  },
};

async function install(flags: readonly string[], { name, version, route, signal }: WaysGround, box: Sandbox) {
  const quiet = ['--prefer-online', '--no-audit', '--no-fund', '--foreground-scripts=false', '--json'];
  const command = ['npm', 'install', ...flags, `${name}@${version}`, '--save-exact', ...quiet, ...route] as const;
  const result = await run([...command], optionsIn(box, signal));
  return { command: [...command] as const, result };
}

function optionsIn(box: Sandbox, signal: AbortSignal): RunOptions {
  return { cwd: box.work, env: box.env, timeoutMs: installTimeoutMs, signal };
}

type Judged = Omit<PublishedWay, 'way' | 'durationMs'> & { findings: Finding[] };

async function judge(
  way: Way,
  { command: argv, result, says, packageDir }: Installed,
  ground: WaysGround,
  box: Sandbox,
): Promise<Judged> {
  const command = argv.map(shellWord).join(' ');
  if (!succeeded(result)) return { outcome: 'failed', command, findings: [failure(way, command, result)] };
  const said = says ? await run([...says], { ...optionsIn(box, ground.signal), timeoutMs: versionTimeoutMs }) : result;
  const spoken = says ? `${ground.bin} --version` : command;
  const words = said.stdout.split(/\s+/).filter((word) => word !== '');
  const named = words.find((word) => word === ground.version || word === `v${ground.version}`);
  const other = await ground.otherFiles(packageDir);
  const findings: Finding[] = [];
  if (!succeeded(said)) findings.push(failure(way, spoken, said));
  else if (ground.bin !== undefined && named === undefined)
    findings.push(saysOther(way, spoken, ground.version, words));
  if (other.length > 0) findings.push(installedOther(way, other));
  return {
    outcome: findings.length === 0 ? 'passed' : 'failed',
    command,
    ...(named === undefined ? {} : { says: named }),
    identity: other.length === 0 ? 'same' : 'different',
    findings,
  };
}

function succeeded(result: CommandResult): boolean {
  return result.kind === 'exited' && result.code === 0;
}

function failure(way: Way, command: string, result: CommandResult): Finding {
  return finding('published-way-failed', { way, command, how: describeEnd(result), reason: reasonOf(result) });
}

function saysOther(way: Way, command: string, expected: string, words: readonly string[]): Finding {
  const found = words.join(' ').slice(0, 120) || 'nothing on stdout';
  return finding('published-way-says-other', { way, command, expected, found });
}

function installedOther(way: Way, files: readonly string[]): Finding {
  const named = `${files.slice(0, 3).join(', ')}${files.length > 3 ? ', ...' : ''}`;
  return finding('published-way-other-files', { way, count: files.length, files: named });
}

function reasonOf(result: CommandResult): string {
  if (result.kind === 'spawnFailed') return result.error.message;
  const error = readNpmError(result.stdout);
  if (error) return [error.code, error.summary].filter(Boolean).join(' ');
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /error/i.test(line)).slice(0, 2);
  return (errors.length > 0 ? errors : lines.slice(0, 1)).join(' ') || 'nothing on stderr';
}
