/** For tests: a package that npm has packed and installed, and the context with which its smokes are run. */
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SmokeContext, SmokeResult } from '../../schemas/types.ts';
import { describeEnd } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import { findTools } from '../../smoke/sandbox/tools.ts';
import { hostNetwork } from '../host-network.ts';
import type { EventBody } from '../run/event-body.ts';
import { packageRoot } from '../version.ts';
import { type PrepareOptions, prepareSmokes, type RunOptions } from './run-smokes.ts';

export interface InstalledPackage extends AsyncDisposable {
  /** Absolute real path; everything of the test is in it. */
  root: string;
  context: SmokeContext;
}

/** Packs and installs a copy of the reference package. */
export async function installReference(change?: (source: string) => Promise<void>): Promise<InstalledPackage> {
  return await installed(async (root, project, npm) => {
    const source = join(root, 'source');
    await cp(join(packageRoot, 'fixtures', 'ktx'), source, { recursive: true });
    await change?.(source);
    await npm(['pack', '--pack-destination', root], source);
    const { name, version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
    const tarball = `${String(name).replace('@', '').replace('/', '-')}-${version}.tgz`;
    await npm(['install', '--prefer-offline', join('..', tarball)], project);
    return { name, version };
  });
}

/** A project whose only command is smoke/test-smokes/stand-in.mjs. */
export async function installStandIn(): Promise<InstalledPackage> {
  return await installed(async (_root, project) => {
    const bin = join(project, 'node_modules', '.bin');
    await mkdir(bin, { recursive: true });
    await copyFile(join(packageRoot, 'smoke', 'test-smokes', 'stand-in.mjs'), join(bin, 'ktx'));
    await chmod(join(bin, 'ktx'), 0o755);
    return { name: 'stand-in', version: '1.0.0' };
  });
}

type Npm = (args: string[], cwd: string) => Promise<void>;

async function installed(
  install: (root: string, project: string, npm: Npm) => Promise<SmokeContext['subject']>,
): Promise<InstalledPackage> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'smokes-')));
  const [project, sandboxesDir, evidenceDir] = ['project', 'sandboxes', 'evidence'].map((name) => join(root, name));
  for (const dir of ['project', 'sandboxes', 'evidence', 'home']) await mkdir(join(root, dir));
  await writeFile(join(root, 'project', 'package.json'), '{"private":true}');
  const { tools } = await findTools({
    path: process.env.PATH ?? '',
    nodePath: process.execPath,
    binDir: join(root, 'bin'),
    hostEnv: process.env,
  });
  if (!tools || !project || !sandboxesDir || !evidenceDir) throw new Error('no node or no npm on PATH');
  const npm: Npm = async (args, cwd) => {
    const PATH = [tools.binDir, ...tools.systemDirs].join(':');
    const result = await run(['npm', ...args, '--no-audit', '--no-fund', '--cache', join(root, 'npm-cache')], {
      cwd,
      env: { ...hostNetwork(process.env), PATH, HOME: join(root, 'home') },
      timeoutMs: 120_000,
    });
    if (result.kind !== 'exited' || result.code !== 0)
      throw new Error(`npm ${args[0]}: ${describeEnd(result)}\n${result.stderr}`);
  };
  const subject = await install(root, project, npm);
  return {
    root,
    context: {
      runId: 'test',
      mark: `test-${process.pid}-${root.slice(-6)}`,
      project: { dir: project },
      subject,
      tools,
      network: {},
      sandboxesDir,
      evidenceDir,
      keep: false,
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

export interface SmokesRun {
  results: SmokeResult[];
  events: EventBody[];
}

type TestRun = Pick<RunOptions, 'context'> & Partial<RunOptions> & Pick<PrepareOptions, 'modules'>;

/** Runs the smokes of a folder below smoke/, from their preparation to their end. */
export async function runSmokes(folder: string, { modules, ...options }: TestRun): Promise<SmokesRun> {
  const events: EventBody[] = [];
  const prepared = await prepareSmokes({ contract: 'ktx-runtime@1', ...(modules ? { modules } : {}) });
  try {
    const results = await prepared.run({
      suites: [{ name: 'tried', folder }],
      failFast: false,
      signal: new AbortController().signal,
      requiredOf: () => true,
      emit: (event) => events.push(event),
      ...options,
    });
    return { results, events };
  } finally {
    await prepared.close();
  }
}
