/** What follows when nothing stands in the way: nothing, the proof that it is done already, or the release. */
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, SendAttempt } from '../../schemas/types.ts';
import { digestOf } from '../artifact/digest.ts';
import { tarballName } from '../artifact/package-json.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import { takeLock } from '../run/lock.ts';
import { deliver } from './deliver.ts';
import { type Ending, proved, type Release, specOf } from './delivery-end.ts';
import type { Gathered, Means } from './gather-facts.ts';
import { realClock } from './patience.ts';
import { alreadyPublished, type ReleaseFacts } from './release-facts.ts';
import { makeStore, openReleaseRecord, type ReleaseIntent, readReleaseRecord } from './release-record.ts';

/** When the policy does not say how long a registry may take to show a release. */
export const defaultVisibleWithinMinutes = 10;

export interface Done extends Omit<Ending, 'outcome' | 'state'> {
  outcome: Ending['outcome'] | 'ready' | 'already-published';
  attempts?: SendAttempt[];
  /** absolute */
  record?: string;
}

export interface ReleaseOptions {
  dryRun: boolean;
  id: string;
  scratchDir: string;
  warn: (found: Finding) => void;
  /** Calls `act`, which is synchronous, when the process is ended without an orderly end. @returns takes it back */
  atHardEnd: (act: () => void) => () => void;
}

/** @throws NotReady when another publish or run is at work here, or nothing can be recorded; StageFailure for changed bytes */
export async function releaseIt({ facts, means }: Gathered, options: ReleaseOptions, io: Io): Promise<Done> {
  const { target, bytes } = facts;
  if (!target || !means || !bytes) throw new Error('a release without target or bytes was found to be ready');
  const release: Release = {
    intent: facts.intent,
    name: facts.name,
    version: facts.version,
    file: bytes.file,
    integrity: bytes.digest.integrity,
    registry: target.registry,
    tag: facts.tag,
    access: facts.access,
    provenance: facts.provenance,
  };
  if (options.dryRun) return await rehearsed(release, facts, means);
  makeStore(io.cwd);
  const lock = await takeLock(io.cwd, options.id, { now: io.now, warn: options.warn });
  try {
    return await onRecord(release, { facts, means }, options, io);
  } finally {
    lock.release();
  }
}

/** Of what is there already the bytes are compared; nothing is written. */
async function rehearsed(release: Release, facts: ReleaseFacts, means: Means): Promise<Done> {
  const { version } = facts.registry;
  if (!alreadyPublished(facts) || version.kind !== 'found') return { outcome: 'ready', findings: [] };
  return already(await proved(release, means, version.value));
}

function already({ state: _, outcome, ...ending }: Ending): Done {
  return { ...ending, outcome: outcome === 'published' ? 'already-published' : outcome };
}

async function onRecord(
  release: Release,
  { facts, means }: Required<Gathered>,
  { scratchDir, atHardEnd, warn }: ReleaseOptions,
  io: Io,
): Promise<Done> {
  const record = openReleaseRecord(io.cwd, intentOf(release, facts), io.now);
  const before = earlierAttempts(io.cwd, release);
  const { version } = facts.registry;
  if (alreadyPublished(facts) && version.kind === 'found') {
    const ending = await proved(release, means, version.value);
    record.write({ ...progressOf(ending), attempts: before });
    return { ...already(ending), record: record.file };
  }
  const file = await privateCopy(release, scratchDir);
  const { registry, tag, integrity } = release;
  warn(finding('publish-begins', { release: specOf(release), registry, tag, integrity }));
  let attempts = before;
  const takeBack = atHardEnd(() => record.write({ state: 'unknown', attempts }));
  try {
    const delivered = await deliver(
      { ...release, file },
      {
        means,
        clock: realClock,
        now: io.now,
        signal: io.signal,
        visibleWithinMs: (facts.policy.policy.published?.withinMinutes ?? defaultVisibleWithinMinutes) * 60_000,
        onAttempt: (made) => {
          attempts = [...before, ...made];
          record.write({ state: 'sending', attempts });
        },
      },
    );
    record.write({ ...progressOf(delivered), attempts: [...before, ...delivered.attempts] });
    const { state: _, ...rest } = delivered;
    return { ...rest, record: record.file };
  } finally {
    takeBack();
  }
}

function progressOf({ state, identity, stageId }: Ending) {
  return { state, ...(identity ? { identity } : {}), ...(stageId === undefined ? {} : { stageId }) };
}

/** Tries to send the same bytes are one story; those of others are another release that did not come to be. */
function earlierAttempts(workdir: string, { name, version, integrity }: Release): SendAttempt[] {
  const found = readReleaseRecord(workdir, name, version);
  return found.kind === 'found' && found.record.artifact.integrity === integrity ? found.record.attempts : [];
}

/** What is sent is a copy that nobody else writes to, hashed after it was made: nothing can be exchanged in between. */
async function privateCopy({ name, version, file, integrity }: Release, scratchDir: string): Promise<string> {
  const dir = join(scratchDir, 'send');
  await mkdir(dir, { mode: 0o700 });
  const copy = join(dir, tarballName(name, version));
  await copyFile(file, copy);
  await chmod(copy, 0o400);
  const digest = await digestOf(copy);
  if (digest.integrity === integrity) return copy;
  const args = { what: 'integrity', expected: integrity, found: digest.integrity };
  throw new StageFailure(finding('artifact-changed', args, { file }));
}

function intentOf({ name, version, registry, tag, access, intent }: Release, facts: ReleaseFacts): ReleaseIntent {
  const { bytes, source, readiness, policy } = facts;
  if (!bytes) throw new Error('a release without bytes was found to be ready');
  const runId = readiness.kind === 'assessed' ? readiness.report.artifact?.runId : undefined;
  return {
    package: { name, version },
    artifact: { ...bytes.digest, ...(runId === undefined ? {} : { runId }) },
    registry,
    tag,
    access,
    intent,
    revision: source.kind === 'repository' ? source.revision : null,
    policy: { file: policy.file, sha256: policy.sha256 },
  };
}
