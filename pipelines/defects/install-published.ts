/** The whole way of the bytes into a project: published to a registry of its own, proved identical, installed by npm. */
import { join } from 'node:path';
import type { Finding } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { proveIdentity } from '../identity/prove.ts';
import type { NpmCommand } from '../npm/npm.ts';
import { installArtifact, installTimeoutMs } from '../project/install.ts';
import { publishArtifact, publishTimeoutMs } from '../registry/publish.ts';
import { startRegistry } from '../registry/registry.ts';

export interface PublishedInstall {
  /** the artifact's own directory */
  artifactDir: string;
  /** made */
  registryDir: string;
  /** made; holds node_modules afterwards */
  projectDir: string;
  runId: string;
  tag: string;
  bin: string;
  npm: NpmCommand;
  /** the environment of npm and of the registry */
  env: Readonly<Record<string, string>>;
  /** the environment of the command that is asked for its version */
  commandEnv: Readonly<Record<string, string>>;
  cacheDir: string;
  signal: AbortSignal;
}

const registryReadyWithinMs = 60_000;

/**
 * @returns what the proof of identity found, and whether the smokes can say anything
 * @throws StageFailure when the registry, the publishing or the install fails
 */
export async function installPublished(
  artifact: Artifact,
  options: PublishedInstall,
): Promise<{ findings: Finding[]; worthTrying: boolean }> {
  const { artifactDir, registryDir, projectDir, runId, tag, bin, npm, env, commandEnv, cacheDir, signal } = options;
  await using registry = await startRegistry({
    dir: registryDir,
    requestLog: join(registryDir, 'requests.jsonl'),
    prefix: runId,
    packageName: artifact.manifest.name,
    env,
    signal,
    readyWithinMs: registryReadyWithinMs,
  });
  await publishArtifact(artifact, {
    registry: registry.url,
    tag,
    npm,
    userconfig: env.npm_config_userconfig ?? '',
    env,
    timeoutMs: publishTimeoutMs,
    signal,
  });
  const installing = installArtifact(artifact, {
    projectDir,
    registry: registry.url,
    npm,
    cacheDir,
    env,
    timeoutMs: installTimeoutMs,
    signal,
  });
  const proving = proveIdentity(artifact, {
    artifactDir,
    registry: registry.url,
    installed: installing,
    projectDir,
    bin,
    env: commandEnv,
    signal,
  });
  // The registry must outlive both, also when one of them fails.
  await Promise.allSettled([installing, proving]);
  await installing;
  return await proving;
}
