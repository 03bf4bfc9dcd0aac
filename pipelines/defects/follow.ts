/** The way of a broken copy's bytes up to the smokes, in the order of `verify`. */
import { join } from 'node:path';
import type { Finding } from '../../schemas/types.ts';
import type { Sandbox } from '../../smoke/sandbox/sandbox.ts';
import { type Artifact, readArtifact } from '../artifact/artifact.ts';
import { inspectArtifact } from '../artifact/inspect/inspect.ts';
import { packSubject } from '../artifact/pack.ts';
import { resolveSubject, type Subject } from '../artifact/subject.ts';
import { readTarball } from '../artifact/tarball.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { proveRunningVersion } from '../identity/running-version.ts';
import { npmCommand } from '../npm/npm.ts';
import { requirePolicyFor } from '../policy/load-policy.ts';
import { installPublished } from './install-published.ts';
import type { Examination, Ground } from './orders.ts';
import { overlay } from './overlay.ts';
import { repack } from './repack.ts';

interface Followed extends Pick<Examination, 'how' | 'findings'> {
  /** of the packed bytes; absent when nothing was packed */
  integrity?: string;
  /** where it is installed; absent when it did not come so far that smokes could say anything */
  projectDir?: string;
}

/**
 * Packs and inspects the package in `source`, and brings it into a project. What ends that is in the findings.
 * @param packsAlike npm is known to pack the same files from `source` as from the healthy package
 * @param dir the defect's own directory: the artifact, the registry and the project are made in it
 */
export async function follow(
  { source, packsAlike }: { source: string; packsAlike: boolean },
  { dir, box, ground, signal }: { dir: string; box: Sandbox; ground: Ground; signal: AbortSignal },
): Promise<Followed> {
  const { tools, contract, policy, healthy, cacheDir, runId } = ground;
  const { npm: publishing } = policy.policy;
  const [artifactDir, projectDir] = [join(dir, 'artifact'), join(dir, 'project')];
  const npm = npmCommand(tools);
  const { env } = box;
  const commandEnv = box.envWith({ NODE_COMPILE_CACHE: undefined });
  let seen: Followed = { how: 'packed', findings: [] };
  try {
    const subject = await resolveSubject(source, { cwd: dir });
    if (subject.kind === 'directory') requirePolicyFor(policy, subject.manifest.name);
    const packing = { intoDir: artifactDir, npm, env, signal };
    await packSubject(packsAlike ? await repacked(source, healthy.files, dir) : subject, packing);
    const artifact = await readArtifact(artifactDir);
    const { integrity } = artifact.manifest;
    const inspected = { scratchDir: join(dir, 'inspect'), subject, policy: policy.policy, signal };
    seen = { ...seen, integrity, findings: errorsIn(await inspectArtifact(artifact, inspected)) };
    if (seen.findings.length > 0) return seen;

    if ((await packageJsonOf(artifact)) === healthy.packageJsonSha256) {
      seen = { ...seen, how: 'overlaid' };
      const { file, manifest } = artifact;
      await overlay({ file, commands: Object.values(manifest.bins) }, healthy, projectDir);
      const asked = { cwd: projectDir, env: commandEnv, signal };
      const { findings, runs } = await proveRunningVersion(artifact, contract.bin, asked);
      return { ...seen, findings: errorsIn(findings), ...(runs ? { projectDir } : {}) };
    }
    seen = { ...seen, how: 'installed' };
    const { findings, worthTrying } = await installPublished(artifact, {
      artifactDir,
      registryDir: join(dir, 'registry'),
      projectDir,
      runId,
      tag: publishing.tag ?? 'latest',
      bin: contract.bin,
      npm,
      env,
      commandEnv,
      cacheDir,
      signal,
    });
    return { ...seen, findings: errorsIn(findings), ...(worthTrying ? { projectDir } : {}) };
  } catch (error) {
    if (signal.aborted || !(error instanceof StageFailure || error instanceof InputError)) throw error;
    return { ...seen, findings: errorsIn(error.findings) };
  }
}

async function repacked(source: string, files: readonly string[], dir: string): Promise<Subject> {
  const file = join(dir, 'repacked.tgz');
  await repack(source, files, file);
  return { kind: 'tarball', spec: file, file };
}

function errorsIn(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ severity }) => severity === 'error');
}

/** sha256 of the packed package.json, hex. */
export async function packageJsonOf({ file }: Artifact): Promise<string> {
  const reading = await readTarball(file, { keep: () => false });
  const packageJson = reading.readable ? reading.files.find(({ path }) => path === 'package.json') : undefined;
  if (packageJson) return packageJson.sha256;
  throw new Error(`${file} was inspected and has no package.json now`);
}
