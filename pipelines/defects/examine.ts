/** Takes one defect from a copy of the source to what it sets off; what a worker does. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Defect, Finding } from '../../schemas/types.ts';
import { run } from '../../smoke/process/run.ts';
import { createSandbox } from '../../smoke/sandbox/sandbox.ts';
import { type Artifact, readArtifact } from '../artifact/artifact.ts';
import { inspectArtifact } from '../artifact/inspect/inspect.ts';
import { packSubject } from '../artifact/pack.ts';
import { resolveSubject } from '../artifact/subject.ts';
import { readTarball } from '../artifact/tarball.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { proveRunningVersion } from '../identity/running-version.ts';
import { npmCommand } from '../npm/npm.ts';
import { requirePolicyFor } from '../policy/load-policy.ts';
import { removeTree } from '../store/remove-tree.ts';
import { alarmsOf, isExpected } from './alarms.ts';
import { defectFile, editsOf, writeEdits } from './edits.ts';
import { installPublished } from './install-published.ts';
import { referencePackage } from './kit.ts';
import type { Examination, Ground } from './orders.ts';
import { overlay } from './overlay.ts';
import { runSmokes } from './run-smokes.ts';

const buildTimeoutMs = 30_000;

/**
 * Breaks a copy of the reference package, packs it, and lets findings and smokes look at it, in the order of `verify`.
 * The smoke that the kit names is run alone, first; the others only when it sees nothing, or with `thorough`.
 * @throws InputError when the defect itself is wrong
 */
export async function examine(
  defect: Defect,
  thorough: boolean,
  ground: Ground,
  signal: AbortSignal,
): Promise<Examination> {
  const startedAt = performance.now();
  const dir = join(ground.workspaceDir, 'defects', defect.id);
  const evidenceDir = join(dir, 'evidence');
  await mkdir(join(dir, 'box'), { recursive: true });
  try {
    const { projectDir, ...found } = await follow(defect, dir, ground, signal);
    const { caughtBy } = defect;
    const isCaught = (): boolean => alarmsOf(found).some((alarm) => isExpected(caughtBy, alarm));
    const smokes = async (only?: string): Promise<void> => {
      if (projectDir === undefined) return;
      const place = { projectDir, sandboxesDir: join(dir, 'box'), evidenceDir };
      const results = await runSmokes(ground, place, { ...(only === undefined ? {} : { only }), signal });
      // Of a smoke that was run twice the first word counts: seen at the second look is not seen.
      found.smokes.push(...results.filter(({ name }) => found.smokes.every((known) => known.name !== name)));
    };
    if ('smoke' in caughtBy && !thorough) await smokes(caughtBy.smoke);
    if (thorough || !isCaught()) await smokes();
    signal.throwIfAborted();
    if (!isCaught()) await keepEvidence(evidenceDir, join(ground.keptEvidenceDir, defect.id));
    return { ...found, durationMs: performance.now() - startedAt };
  } finally {
    await removeTree(dir);
  }
}

type Followed = Omit<Examination, 'durationMs'> & {
  /** where it is installed; absent when it did not come so far that smokes could say anything */
  projectDir?: string;
};

/** The way of the bytes up to the smokes. What ends it is in the findings. */
async function follow(defect: Defect, dir: string, ground: Ground, signal: AbortSignal): Promise<Followed> {
  const { tools, network, mark, trackingId, contract, policy, healthy, cacheDir, runId } = ground;
  const [source, artifactDir, projectDir] = [join(dir, 'source'), join(dir, 'artifact'), join(dir, 'project')];
  const seen: Followed = { how: 'packed', findings: [], smokes: [] };
  const note = (findings: readonly Finding[]): boolean => {
    seen.findings.push(...findings.filter(({ severity }) => severity === 'error'));
    return seen.findings.length > 0;
  };
  const npm = npmCommand(tools);
  const box = await createSandbox({
    parent: join(dir, 'box'),
    name: 'npm',
    mark,
    tools,
    network,
    ...(trackingId === undefined ? {} : { trackingId }),
  });
  await makeBroken(defect, source, { node: tools.node.path, env: box.env, signal });
  try {
    const subject = await resolveSubject(source, { cwd: dir });
    if (subject.kind === 'directory') requirePolicyFor(policy, subject.manifest.name);
    await packSubject(subject, { intoDir: artifactDir, npm, env: box.env, signal });
    const artifact = await readArtifact(artifactDir);
    if (artifact.manifest.integrity === healthy.integrity) throw new NoDefect(artifact);
    if (note(await inspectArtifact(artifact, { subject, requiredFiles: policy.policy.requiredFiles ?? [], signal })))
      return seen;
    const { env } = box;
    if ((await packageJsonOf(artifact)) === healthy.packageJsonSha256) {
      seen.how = 'overlaid';
      await overlay(artifact, healthy, projectDir);
      const running = await proveRunningVersion(artifact, contract.bin, { cwd: projectDir, env, signal });
      note(running.findings);
      return running.runs ? { ...seen, projectDir } : seen;
    }
    seen.how = 'installed';
    const { findings, worthTrying } = await installPublished(artifact, {
      artifactDir,
      registryDir: join(dir, 'registry'),
      projectDir,
      runId,
      tag: policy.policy.npm.tag ?? 'latest',
      bin: contract.bin,
      npm,
      env,
      cacheDir,
      signal,
    });
    note(findings);
    return worthTrying ? { ...seen, projectDir } : seen;
  } catch (error) {
    if (error instanceof NoDefect) {
      const { sha256 } = error.artifact.manifest;
      throw new InputError(finding('defect-changes-nothing', { sha256 }, { file: defectFile(defect.id) }));
    }
    if (!(error instanceof StageFailure || error instanceof InputError) || signal.aborted) throw error;
    note(error.findings);
    return seen;
  }
}

/** The packed bytes are those of the healthy package. */
class NoDefect extends Error {
  readonly artifact: Artifact;
  constructor(artifact: Artifact) {
    super('the defect changes nothing');
    this.artifact = artifact;
  }
}

/** A copy of the reference package with the changes. Where Python or its build is changed, the wheel is built anew. */
async function makeBroken(
  { id, change }: Defect,
  source: string,
  { node, env, signal }: { node: string; env: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<void> {
  await cp(referencePackage, source, { recursive: true, verbatimSymlinks: true });
  const isAsset = ({ file }: { file: string }): boolean => file.startsWith('assets/');
  const isBuilt = ({ file }: { file: string }): boolean => file.startsWith('python/') || file === 'build-wheel.mjs';
  await writeEdits(
    await editsOf(
      id,
      change.filter((each) => !isAsset(each)),
      source,
    ),
    source,
  );
  if (change.some(isBuilt)) {
    const result = await run([node, join(source, 'build-wheel.mjs')], {
      cwd: source,
      env,
      timeoutMs: buildTimeoutMs,
      signal,
    });
    if (result.kind !== 'exited' || result.code !== 0) {
      throw new Error(`${defectFile(id)}: the wheel cannot be built: ${result.stderr}`);
    }
  }
  await writeEdits(await editsOf(id, change.filter(isAsset), source), source);
}

async function packageJsonOf({ file }: Artifact): Promise<string | undefined> {
  const reading = await readTarball(file, { keep: () => false });
  return reading.readable ? reading.files.find(({ path }) => path === 'package.json')?.sha256 : undefined;
}

/** What nobody noticed, or the wrong one did, has to be looked into: the streams of its commands are kept. */
async function keepEvidence(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    // No command was run.
    if (error.code !== 'ENOENT') throw error;
  });
}
