/**
 * Proof of identity: the packed bytes are what the registry says, what it delivers, what the project's lockfile holds
 * and what runs. A rig that skips this can pass for months on the wrong package.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, Handover, NpmVersionDocument } from '../../schemas/types.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check, describeProblem } from '../../smoke/schema/validate.ts';
import { type Artifact, readArtifact } from '../artifact/artifact.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';

/** The tarball on disk still has the integrity of its manifest. @throws StageFailure when it has not */
export async function proveLocalFile(artifactDir: string): Promise<Handover> {
  const { manifest } = await readArtifact(artifactDir);
  return handover('local file', manifest.integrity, manifest.integrity);
}

/** What the registry says of the version, and the bytes that it delivers for it. */
export async function proveRegistry(artifact: Artifact, registry: string, signal: AbortSignal): Promise<Handover[]> {
  const { integrity } = artifact.manifest;
  const document = await versionDocument(artifact, registry, signal);
  const says = handover('registry dist.integrity', integrity, document.dist.integrity);
  if (!document.dist.tarball.startsWith(registry)) {
    const found = `a tarball elsewhere: ${document.dist.tarball}`;
    return [says, handover('bytes downloaded back', integrity, found)];
  }
  const delivered = await ask(document.dist.tarball, signal, async (response) => {
    const hash = createHash('sha512');
    for await (const chunk of response.body ?? []) hash.update(chunk);
    return response.ok ? `sha512-${hash.digest('base64')}` : `HTTP ${response.status}`;
  });
  return [says, handover('bytes downloaded back', integrity, delivered)];
}

/**
 * The lockfile of the project names the same integrity, resolved from the throwaway registry.
 * @param projectDir absolute; holds package-lock.json
 */
export async function proveLockfile(artifact: Artifact, projectDir: string, registry: string): Promise<Handover> {
  const { name, integrity } = artifact.manifest;
  const at = 'lockfile in the project';
  const text = await readFile(join(projectDir, 'package-lock.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return handover(at, integrity, 'no package-lock.json');
  const lockfile = parseJson(text);
  if (lockfile === undefined) return handover(at, integrity, 'a package-lock.json that is not JSON');
  const checked = check('npm-lockfile', lockfile);
  if (!checked.ok) return handover(at, integrity, checked.problems.map(describeProblem).join('; '));
  const locked = checked.value.packages[`node_modules/${name}`];
  if (!locked?.integrity) return handover(at, integrity, 'no entry with an integrity');
  if (!locked.resolved?.startsWith(registry)) {
    return handover(at, integrity, `${locked.integrity} resolved from ${locked.resolved ?? 'nowhere'}`);
  }
  return handover(at, integrity, locked.integrity);
}

/** One finding for each hand-over at which something else was found. */
export function mismatches(handovers: readonly Handover[]): Finding[] {
  return handovers
    .filter(({ same }) => !same)
    .map(({ at, expected, found }) => finding('identity-mismatch', { at, expected, found }, { stage: 'identity' }));
}

/** One hand-over: the same, or not. */
export function handover(at: Handover['at'], expected: string, found: string): Handover {
  return { at, expected, found, same: expected === found };
}

async function versionDocument(
  { manifest: { name, version } }: Artifact,
  registry: string,
  signal: AbortSignal,
): Promise<NpmVersionDocument> {
  const url = `${registry}${name.replace('/', '%2f')}/${version}`;
  const text = await ask(url, signal, async (response) => {
    if (!response.ok) throw unreadable(url, `HTTP ${response.status}`);
    return await response.text();
  });
  const document = parseJson(text);
  if (document === undefined) throw unreadable(url, `not JSON: ${JSON.stringify(text.slice(0, 60))}`);
  const checked = check('npm-version-document', document);
  if (!checked.ok) throw unreadable(url, checked.problems.map(describeProblem).join('; '));
  return checked.value;
}

/**
 * GETs `url`. A registry that sends us elsewhere has delivered nothing: nobody is followed.
 * @throws StageFailure when there is no whole answer; the signal's reason when aborted
 */
async function ask<T>(url: string, signal: AbortSignal, read: (response: Response) => Promise<T>): Promise<T> {
  try {
    return await read(await fetch(url, { signal, redirect: 'manual' }));
  } catch (error) {
    // So fetch says that the network failed; the error of the system is its cause.
    if (!(error instanceof TypeError)) throw error;
    throw unreadable(url, error.cause instanceof Error ? error.cause.message : error.message);
  }
}

function unreadable(url: string, reason: string): StageFailure {
  return new StageFailure(finding('registry-answer-unreadable', { url, reason }, { stage: 'identity' }));
}
