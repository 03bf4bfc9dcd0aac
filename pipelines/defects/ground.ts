/** What all defects stand on, made once: the tools, and the healthy package, packed, proved and installed. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract, Finding, Tools } from '../../schemas/types.ts';
import { createSandbox, type Sandbox } from '../../smoke/sandbox/sandbox.ts';
import { findTools } from '../../smoke/sandbox/tools.ts';
import { type Artifact, readArtifact } from '../artifact/artifact.ts';
import { digestOf } from '../artifact/digest.ts';
import { inspectArtifact } from '../artifact/inspect/inspect.ts';
import { packSubject } from '../artifact/pack.ts';
import { resolveSubject } from '../artifact/subject.ts';
import { cachePlace } from '../cache-place.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { hostNetwork } from '../host-network.ts';
import type { Io } from '../io.ts';
import { npmCommand } from '../npm/npm.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { checkPreflight } from '../preflight/preflight.ts';
import type { RunHandle } from '../run/recording.ts';
import type { Stages } from '../run/stages.ts';
import { NotReady } from '../run/store-fault.ts';
import { packageJsonOf } from './follow.ts';
import { installPublished } from './install-published.ts';
import { referencePackage } from './kit.ts';
import type { Ground, Healthy } from './orders.ts';
import { repack } from './repack.ts';

/** What is known before anything is packed. */
export interface Workplace {
  tools: Tools;
  box: Sandbox;
  base: Omit<Ground, 'healthy'>;
}

/** Finds the tools and makes the sandbox of npm. @throws NotReady with every blocker; what is only worth a word goes to `note` */
export async function findGround(
  run: RunHandle,
  { contract, policy }: { contract: Contract; policy: LoadedPolicy },
  io: Io,
  note: (finding: Finding) => void,
): Promise<Workplace> {
  const cacheDir = cachePlace(io.env, 'npm');
  const found = await findTools({
    path: io.env.PATH ?? '',
    nodePath: process.execPath,
    binDir: join(run.workspaceDir, 'bin'),
    hostEnv: io.env,
  });
  const { preflight, notes } = await checkPreflight(found, cacheDir, run.workspaceDir);
  const [first, ...others] = preflight.blockers.map(({ expected, found: was, remediation }) =>
    finding('defects-not-ready', { expected, found: was, advice: remediation }, { stage: 'preflight' }),
  );
  if (first) throw new NotReady(first, ...others);
  if (!found.tools) throw new Error('preflight found no blocker, and yet there are no tools');
  for (const each of notes) note(each);
  const { tools } = found;
  const network = hostNetwork(io.env);
  const trackingId = io.env.RUNNER_TRACKING_ID;
  const tracked = trackingId ? { trackingId } : {};
  const { id: runId, mark, workspaceDir, evidenceDir: keptEvidenceDir, sandboxesDir } = run;
  const compiledDir = cachePlace(io.env, 'compiled');
  const env = { NODE_COMPILE_CACHE: compiledDir };
  const box = await createSandbox({ parent: sandboxesDir, name: 'npm', mark, tools, network, env, ...tracked });
  await mkdir(join(workspaceDir, 'defects'));
  const { name, bin, suites } = contract;
  return {
    tools,
    box,
    base: {
      runId,
      mark,
      tools,
      network,
      ...tracked,
      cacheDir,
      compiledDir,
      workspaceDir,
      keptEvidenceDir,
      contract: { name, bin, suites },
      policy,
    },
  };
}

/**
 * Takes the healthy package all the way to its installed project.
 * @throws StageFailure when something is found wrong with it
 */
export async function installHealthy(
  run: RunHandle,
  stages: Stages,
  { tools, box, base }: Workplace,
): Promise<Healthy> {
  const { signal } = stages;
  const { env } = box;
  const npm = npmCommand(tools);
  const subject = await resolveSubject(referencePackage, { cwd: run.workdir });
  const artifact = await stages.run('pack', async () => {
    await packSubject(subject, { intoDir: run.artifactDir, npm, env, signal });
    return await readArtifact(run.artifactDir);
  });
  await stages.run('inspect', async () => {
    const scratchDir = join(run.workspaceDir, 'inspect');
    refuse(await inspectArtifact(artifact, { scratchDir, subject, policy: base.policy.policy, signal }));
  });
  const projectDir = join(run.workspaceDir, 'project');
  await stages.run('install', async () => {
    const { findings } = await installPublished(artifact, {
      artifactDir: run.artifactDir,
      registryDir: join(run.workspaceDir, 'registry'),
      projectDir,
      runId: run.id,
      tag: base.policy.policy.npm.tag ?? 'latest',
      bin: base.contract.bin,
      npm,
      env,
      commandEnv: box.envWith({ NODE_COMPILE_CACHE: undefined }),
      cacheDir: base.cacheDir,
      signal,
    });
    refuse(findings);
  });
  const described = await describe(artifact);
  const repacks = (await integrityOfRepacked(described.files, run.workspaceDir)) === described.integrity;
  return { ...described, repacks, projectDir };
}

/** How the healthy package comes out when we pack it as npm has. */
async function integrityOfRepacked(files: readonly string[], dir: string): Promise<string> {
  const file = join(dir, 'repacked.tgz');
  await repack(referencePackage, files, file);
  return (await digestOf(file)).integrity;
}

function refuse(findings: readonly Finding[]): void {
  const [first, ...others] = findings.filter(({ severity }) => severity === 'error');
  if (first) throw new StageFailure(first, ...others);
}

async function describe(artifact: Artifact): Promise<Omit<Healthy, 'projectDir' | 'repacks'>> {
  const { name, version, integrity, entries } = artifact.manifest;
  const files = entries.map(({ path }) => path);
  return { name, version, integrity, files, packageJsonSha256: await packageJsonOf(artifact) };
}
