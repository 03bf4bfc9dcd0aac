/** Reads the packed bytes and says everything that is wrong with them; runs nothing of the package. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactManifest, Finding } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import type { Artifact } from '../artifact.ts';
import { extractTarball } from '../extract.ts';
import { keepHeapSmall } from '../small-heap.ts';
import type { Subject } from '../subject.ts';
import { type PackageReading, readPackage } from './read-package.ts';
import type { Inspection, InspectionPolicy, NpmAtHand, PackedPackage, Rule } from './rule.ts';
import { contentRules } from './rules.ts';
import { bySeverityOf, isOff } from './severity.ts';

export interface InspectOptions {
  /** absolute; made when something has to be written, to be removed by the caller */
  scratchDir: string;
  /** what was packed: its package.json is compared, its directory looked at for better advice */
  subject?: Subject;
  /** what must and must not be in the package, and what each finding is to the release */
  policy?: InspectionPolicy;
  /** the version to compare with */
  previous?: PackedPackage;
  /** without it, what npm would correct is not known */
  npm?: () => Promise<NpmAtHand>;
  /** packs the subject once more, into a directory that is made */
  packAgain?: (intoDir: string) => Promise<Pick<ArtifactManifest, 'file'>>;
  /** the whole environment of programs of ours that look at the package: a mark, and where Node keeps compiled code */
  env?: Readonly<Record<string, string>>;
  /** which paths of the source's repository packing has changed */
  sourceChanges?: () => Promise<readonly string[]>;
  /** contentRules when not given */
  rules?: readonly Rule[];
  signal?: AbortSignal;
}

/**
 * Judges a packed artifact: the archive itself, and then its contents by the rules.
 * @returns all findings, the archive's first; empty when there is nothing to say
 */
export async function inspectArtifact(artifact: Artifact, options: InspectOptions): Promise<Finding[]> {
  const reading = await readPackage(artifact.file, artifact.manifest.file, options.signal);
  return await inspectPackage(reading, options);
}

/** As inspectArtifact, for a tarball that was read already, whatever it is. */
export async function inspectPackage(reading: PackageReading, options: InspectOptions): Promise<Finding[]> {
  const { policy = {}, rules = contentRules } = options;
  if (!reading.package) return bySeverityOf(policy, reading.faults);
  using _small = keepHeapSmall();
  const inspection = inspectionOf(reading.package, policy, options);
  const wanted = rules.filter((rule) => !isOff(policy, rule));
  // All have ended before an error of one is thrown: none writes into what the caller then removes.
  const found = await Promise.allSettled(wanted.map((rule) => rule.check(inspection)));
  const findings = found.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return withinReason(each.value);
  });
  return bySeverityOf(policy, [...reading.faults, ...findings.flat()]);
}

/** More of one kind than this nobody reads; the rest is counted. */
const maxOfOneCode = 100;

function withinReason(findings: readonly Finding[]): Finding[] {
  const byCode = Map.groupBy(findings, ({ code }) => code);
  return [...byCode].flatMap(([code, all]) =>
    all.length <= maxOfOneCode
      ? all
      : [...all.slice(0, maxOfOneCode), finding('findings-left-out', { code, more: all.length - maxOfOneCode })],
  );
}

function inspectionOf(packed: PackedPackage, policy: InspectionPolicy, options: InspectOptions): Inspection {
  const { scratchDir, subject, previous, npm, packAgain, sourceChanges, env = {}, signal } = options;
  let extracted: Promise<string> | undefined;
  const scratch = async (): Promise<string> => {
    const dir = join(scratchDir, randomUUID());
    await mkdir(dir, { recursive: true });
    return dir;
  };
  const extract = async (): Promise<string> => {
    const dir = await scratch();
    await extractTarball(packed.tarball, dir, signal);
    return dir;
  };
  return {
    ...packed,
    subject,
    policy,
    previous,
    npm,
    packAgain,
    sourceChanges,
    env,
    scratch,
    extracted: () => {
      extracted ??= extract();
      return extracted;
    },
    signal,
  };
}
