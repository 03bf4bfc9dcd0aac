/** Makes a cell: its directories, its tools, its project with the package installed, and the proof of what is in it. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Cell, Finding, SmokeCell, Tools } from '../../schemas/types.ts';
import { commandLine } from '../../smoke/process/command-line.ts';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import { createSandbox, type Sandbox } from '../../smoke/sandbox/sandbox.ts';
import { toolsOfCell } from '../../smoke/sandbox/tools-of-cell.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { bundledBy, manifestInTarball } from '../artifact/subject-manifest.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { writePackedFiles } from '../identity/packed-files.ts';
import { proveIdentity } from '../identity/prove.ts';
import { adapters } from '../managers/adapters.ts';
import type { Calling, ManagerAdapter } from '../managers/manager.ts';
import type { Emit } from '../run/event-body.ts';
import type { RunHandle } from '../run/recording.ts';
import { type Stages, together } from '../run/stages.ts';
import type { CachedTool } from '../toolchain/toolchain.ts';
import { packagesWithInstallScripts } from './install-scripts.ts';
import { reasonOf } from './judge-cell.ts';

/** What all cells of a run have in common. */
export interface Ground {
  run: Pick<RunHandle, 'id' | 'mark' | 'workspaceDir' | 'sandboxesDir' | 'artifactDir' | 'logsDir' | 'evidenceDir'>;
  artifact: Artifact;
  /** The command that the package installs. */
  bin: string;
  /** URL of the throwaway registry. */
  registry: string;
  /** URL of the registry of all other packages. */
  others: string;
  /** npm's cache, shared between runs: its downloads, which npm checks what it takes from, and nothing else of it. */
  npmCache: string;
  /** How long an install may take, milliseconds. */
  installWithinMs: number;
  /** The tools of this machine. */
  tools: Tools;
  network: Readonly<Record<string, string>>;
  trackingId?: string;
}

/** A cell in which the package is installed. */
export interface SetUpCell {
  projectDir: string;
  tools: Tools;
  smokeCell: SmokeCell;
  /** What is wrong although its smokes can say something: a command that misstates its version. */
  problem?: string;
}

/**
 * @param at number of the cell: its directory has a short name, so that the paths of sockets in it fit
 * @throws StageFailure when the package cannot be installed, or is not what was packed
 */
export async function setUpCell(
  { cell, tools }: { cell: Cell; tools: { manager: CachedTool; node: CachedTool } },
  at: number,
  ground: Ground,
  { stages, emit }: { stages: Stages; emit: Emit },
): Promise<SetUpCell> {
  const { artifact, registry, network } = ground;
  const { signal } = stages;
  const dir = join(ground.run.workspaceDir, 'cells', String(at));
  const places = { config: join(dir, 'config'), cache: join(dir, 'cache'), prefix: join(dir, 'prefix') };
  const projectDir = join(dir, 'project');
  for (const each of [...Object.values(places), projectDir]) await mkdir(each, { recursive: true });
  await shareDownloads(ground.npmCache, places.cache);

  const { manager, node } = tools;
  const adapter = adapters[manager.tool === 'node' ? 'npm' : manager.tool];
  const program: Calling['program'] = manager.runBy === 'node' ? [node.path, manager.path] : [manager.path];
  const cellTools = await toolsOfCell(ground.tools, {
    binDir: join(dir, 'bin'),
    node,
    ...(adapter.name === 'npm' ? { npm: manager } : {}),
    commands: adapter.name === 'npm' ? {} : { [adapter.name]: program },
  });
  const { name, version } = artifact.manifest;
  const calling: Calling = {
    program,
    version: manager.version,
    package: { name, version, bin: ground.bin },
    registry,
    others: ground.others,
    places,
    path: [cellTools.binDir, ...cellTools.systemDirs].join(':'),
    network,
  };
  await writeAll(adapter.settings(calling));
  const box = await createSandbox({
    parent: ground.run.sandboxesDir,
    name: cell.id,
    mark: ground.run.mark,
    tools: cellTools,
    network,
    env: adapter.env(calling),
    ...(ground.trackingId === undefined ? {} : { trackingId: ground.trackingId }),
  });

  const installing = stages.run('install', () => install({ adapter, calling, projectDir, box, cell, ground, signal }));
  const proof = proveIdentity(artifact, {
    artifactDir: ground.run.artifactDir,
    registry,
    installed: installing,
    projectDir,
    manager: adapter.name,
    bin: ground.bin,
    env: box.env,
    signal,
  });
  const proving = stages.run('identity', {
    endsOthers: false,
    act: async () => {
      const { handovers, findings } = await proof;
      emit({ type: 'identity-proved', cell: cell.id, handovers });
      const [first, ...others] = findings;
      if (first) throw new StageFailure(first, ...others);
    },
  });
  let problem: string | undefined;
  try {
    await together(installing, proving);
  } catch (error) {
    const { worthTrying } = await proof.catch(() => ({ worthTrying: false }));
    if (!worthTrying || !(error instanceof StageFailure)) throw error;
    problem = reasonOf(error);
  }

  const withScripts = await packagesWithInstallScripts(projectDir);
  if (withScripts.length > 0 && adapter.blockedScripts(await installing, manager.version)) {
    const packages = withScripts.join(', ');
    emit({ type: 'finding', finding: finding('install-scripts-blocked', { manager: wordsOf(cell), packages }) });
  }
  const packedFile = join(dir, 'packed-files.json');
  await writePackedFiles(artifact, { changedByScripts: withScripts.includes(name) }, packedFile);
  return {
    projectDir,
    tools: cellTools,
    smokeCell: {
      id: cell.id,
      manager: told(manager),
      packedFiles: packedFile,
      ways: waysOf(adapter, calling, projectDir, withScripts),
    },
    ...(problem === undefined ? {} : { problem }),
  };
}

/** What npm has made of them is not shared: `npm exec` would run what it installed for another run under the same version. */
async function shareDownloads(from: string, to: string): Promise<void> {
  await mkdir(join(from, '_cacache'), { recursive: true });
  await symlink(join(from, '_cacache'), join(to, '_cacache'));
}

interface Install {
  adapter: ManagerAdapter;
  calling: Calling;
  projectDir: string;
  box: Sandbox;
  cell: Cell;
  ground: Ground;
  signal: AbortSignal;
}

async function install({ adapter, calling, projectDir, box, cell, ground, signal }: Install): Promise<CommandResult> {
  const plan = adapter.project(calling);
  await writeAll(Object.fromEntries(Object.entries(plan.files).map(([path, text]) => [join(projectDir, path), text])));
  const log = (stream: string): string => join(ground.run.logsDir, `install-${cell.id}.${stream}`);
  const result = await run(plan.install as [string, ...string[]], {
    cwd: projectDir,
    env: box.env,
    timeoutMs: ground.installWithinMs,
    signal,
    tee: { stdout: log('stdout'), stderr: log('stderr') },
  });
  if (result.kind === 'exited' && result.code === 0) return result;
  throw new StageFailure(await whyNot(result, adapter, cell, ground));
}

async function whyNot(
  result: CommandResult,
  adapter: ManagerAdapter,
  cell: Cell,
  { artifact }: Ground,
): Promise<Finding> {
  const reason = adapter.reason(result);
  const how = describeEnd(result);
  const command = commandLine(result, { base: result.env });
  const manager = wordsOf(cell);
  const dependency = adapter.knowsBundled ? undefined : await missedBundled(result, artifact);
  if (dependency !== undefined) {
    const args = { manager, tool: adapter.name, dependency, how, reason, command };
    return finding('bundled-dependency-asked-for', args, { stage: 'install' });
  }
  return finding('cell-install-failed', { manager, how, reason, command }, { stage: 'install' });
}

/** The bundled dependency that the registry was asked for and does not have, by what the manager has said. */
async function missedBundled(
  { stdout, stderr }: CommandResult,
  { file, manifest }: Artifact,
): Promise<string | undefined> {
  const said = `${stdout}\n${stderr}`;
  if (!/\b404\b/.test(said)) return undefined;
  // In a URL its slash is %2f; and a name is no part of a longer one.
  const text = said.replaceAll(/%2f/gi, '/');
  const isNamed = (name: string): boolean =>
    new RegExp(`(?<![\\w.-])${name.replaceAll(/[^\w/@-]/g, '\\$&')}(?![\\w-]|\\.\\w)`).test(text);
  return bundledBy(await manifestInTarball(file, manifest.file)).find(isNamed);
}

function waysOf(
  adapter: ManagerAdapter,
  calling: Calling,
  projectDir: string,
  withScripts: readonly string[],
): SmokeCell['ways'] {
  const env = adapter.env(calling);
  const approved = adapter.project(calling, withScripts);
  const global = adapter.global?.(calling);
  const { bin } = calling.package;
  return {
    local: { ...adapter.local(calling, projectDir), env },
    once: { ...adapter.once(calling), env },
    ...(global ? { global: { ...global, env } } : {}),
    ...(withScripts.length > 0
      ? {
          approved: {
            files: { ...approved.files },
            install: [...approved.install] as [string, ...string[]],
            run: [join('node_modules', '.bin', bin)] as [string, ...string[]],
            env,
          },
        }
      : {}),
  };
}

async function writeAll(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

function wordsOf({ manager, node }: Cell): string {
  return `${manager.name} ${manager.version} on Node ${node.version}`;
}

function told({ tool, version }: CachedTool): { name: string; version: string } {
  return { name: tool, version };
}
