/** Whether the comparison of versions can fail: one place at a time is changed on purpose, in a scratch copy. */
import { mkdtempSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inc, valid } from 'semver';
import type { ControlTrial, Finding, NegativeControl } from '../../schemas/types.ts';
import { openBench } from '../artifact/bench.ts';
import { resolveSubject } from '../artifact/subject.ts';
import { finding } from '../findings/finding.ts';
import { GitFailure } from '../git/git.ts';
import { findRepository } from '../git/repository.ts';
import { type ChangedPlace, changeInFile, changePlace } from './changed-place.ts';
import { type CoherenceRequest, comparePlaces, type VersionsIo } from './check-coherence.ts';
import { packAgain } from './pack-again.ts';
import { unpackedPlaces, whereInTarball } from './packed-places.ts';
import type { Place } from './place.ts';
import { type PlacesHost, readPlaces } from './read-places.ts';
import { pythonVersion, sameAsPython } from './same-version.ts';
import { copySource, type ScratchCopy } from './scratch-copy.ts';

type Source = Pick<CoherenceRequest, 'subject' | 'policy' | 'tarball'>;

/**
 * Copies what git tracks of the source, and the files that state the version, into a temporary directory, which is gone
 * afterwards; there changes each place in turn, and compares; then the same with the places in the tarball, if there is
 * one. A change that is not noticed, with both places and both values, is a finding. The tag and the command are tried
 * also where they state nothing yet. The registry is not asked.
 * @throws InputError when a place that the policy names cannot be one; StageFailure for a tarball that is none; NotReady
 * without a temporary directory; Interrupted
 */
export async function negativeControl(source: Source, io: VersionsIo): Promise<NegativeControl> {
  await using bench = openBench(io);
  const makeScratch = (): string => mkdtempSync(join(bench.dir, 'control-'));
  const { subject, policy, tarball } = source;
  const bare = { path: io.env.PATH ?? '', signal: io.signal, makeScratch };
  const host: PlacesHost = { ...bare, search: await findRepository(subject.dir, bare) };
  const asked = { subject, policy, command: { from: 'nobody', why: 'not asked' } } as const;
  const places = (await readPlaces(asked, host)).filter((place) => canBeChanged(place));
  const trials: ControlTrial[] = [];
  try {
    const copy = await copySource(subject.dir, makeScratch(), filesOf(places), host);
    const inCopy = { ...bare, search: await findRepository(copy.dir, bare) };
    for (const place of places) trials.push(await tryPlace(place, copy, source, inCopy));
    if (tarball) trials.push(...(await tryPacked(tarball, source, host)));
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return {
      verdict: 'missing',
      trials,
      findings: [finding('negative-control-impossible', { reason: error.message })],
    };
  }
  const findings = trials.filter(({ noticed }) => !noticed).map(toFinding);
  return { verdict: findings.length > 0 ? 'failed' : 'holds', trials, findings };
}

function filesOf(places: readonly Place[]): string[] {
  return places.flatMap(({ file, kind }) => (file === undefined || kind === 'policy' ? [] : [file]));
}

function canBeChanged(place: Place): boolean {
  if (place.kind === 'tag') return true;
  if (place.kind === 'command') return place.state !== 'not-applicable';
  // A lockfile above the package is not in the copy.
  return place.state === 'states' && !place.file?.startsWith('../');
}

async function tryPlace(place: Place, copy: ScratchCopy, source: Source, host: PlacesHost): Promise<ControlTrial> {
  const { version } = source.subject.manifest;
  const stated = place.state === 'states' && place.kind !== 'tag' ? place.says : version;
  const to = otherThan(version, stated);
  const changed = await changePlace(place, to, copy, source);
  try {
    const subject = await resolveSubject(copy.dir, { cwd: '/' });
    if (subject.kind !== 'directory') throw new Error(`${copy.dir} is no directory any more`);
    const command = place.kind === 'command' ? ({ from: 'source' } as const) : ({ from: 'nobody', why: 'x' } as const);
    const policy = changed.policy ?? source.policy;
    const { findings } = await comparePlaces({ subject, policy, command }, host);
    const { kind, where } = place;
    return trialOf({ kind, where, from: stated, to }, changed.where, findings, version);
  } finally {
    await changed.undo();
  }
}

/** In packed bytes that hold nothing but what states the version: the source is as it is. */
async function tryPacked(
  tarball: NonNullable<Source['tarball']>,
  { subject, policy }: Source,
  host: PlacesHost,
): Promise<ControlTrial[]> {
  const { version } = subject.manifest;
  const dir = host.makeScratch();
  const trials: ControlTrial[] = [];
  for (const place of await unpackedPlaces(tarball.file, dir, host.signal)) {
    if (place.state !== 'states') continue;
    const to = otherThan(version, place.says);
    const changed: ChangedPlace | undefined = await changeInFile(place, to, dir);
    if (!changed) throw new Error(`no file holds ${place.where}`);
    const file = join(host.makeScratch(), basename(tarball.file));
    await packAgain(dir, file);
    await changed.undo();
    const command = { from: 'nobody', why: 'not asked' } as const;
    const { findings } = await comparePlaces({ subject, policy, command, tarball: { ...tarball, file } }, host);
    const trial = { kind: 'packed', where: whereInTarball(file, place.where), from: place.says, to } as const;
    trials.push(trialOf(trial, whereInTarball(file, changed.where), findings, version));
  }
  return trials;
}

function trialOf(
  trial: Pick<ControlTrial, 'kind' | 'where' | 'from' | 'to'>,
  changed: string,
  findings: readonly Finding[],
  version: string,
): ControlTrial {
  const saw = findings.find((found) => names(found, { changed, to: trial.to, version }));
  return { ...trial, noticed: saw !== undefined, saw: saw?.message ?? instead(findings) };
}

/** Another version, in the way in which `stated` is written. */
function otherThan(version: string, stated: string): string {
  const next = inc(version, 'patch') ?? `${version}.1`;
  return valid(stated) === null ? (pythonVersion(next) ?? next) : next;
}

/** Whether a finding names the changed place and another one, and what both say. */
function names(found: Finding, { changed, to, version }: { changed: string; to: string; version: string }): boolean {
  if (found.code !== 'version-mismatch') return false;
  const { places, found: value, expectedAt, expected } = found.args;
  const listed = String(places).split(', ');
  if (expectedAt === changed) return expected === to && sameAsPython(String(value), version);
  return listed.includes(changed) && value === to && expected === version;
}

function instead(findings: readonly Finding[]): string {
  return findings.map(({ message }) => message).join('; ') || 'no disagreement';
}

function toFinding({ where, from, to, saw }: ControlTrial): Finding {
  return finding('negative-control-failed', { place: where, from, to, saw });
}
