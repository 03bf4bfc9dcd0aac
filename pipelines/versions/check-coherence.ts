/** Whether every place that states the version of a package says the same, and whether the registry can take it. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { CoherencePlace, CoherenceReport, CoherenceRule, Finding } from '../../schemas/types.ts';
import { openBench } from '../artifact/bench.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import type { Io } from '../io.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import { plural } from '../report/quantities.ts';
import type { CommandIo } from '../run/command-io.ts';
import { together } from '../run/stages.ts';
import { askRegistry } from './ask-registry.ts';
import type { CommandSource } from './command-place.ts';
import { type Compared, compare } from './compare.ts';
import { readPlaces } from './read-places.ts';
import { type JudgedRules, judgeRules } from './registry-rules.ts';

/** What of the process this needs. */
export type VersionsIo = CommandIo & Pick<Io, 'signal'>;

export interface CoherenceRequest {
  /** The source directory that the release is made from. */
  subject: DirectorySubject;
  policy: LoadedPolicy;
  /** The bytes that are to be released; their package.json is one place more. */
  tarball?: {
    /** absolute */
    file: string;
    /** sha512, as npm writes it; tells a version that is published already from another package of that version */
    integrity: string;
  };
  /**
   * Who says what the CLI says of itself: the source's own command, the command installed in a project, or a run that
   * has asked it.
   */
  command: CommandSource;
  /** `left-out` asks no registry; `url` is asked instead of the policy's, which is npm's own where it has none. */
  registry: 'left-out' | { url?: string };
}

/**
 * Reads and compares; changes nothing. What disagrees is in `findings`, what could not be asked has the state `unknown`.
 * @throws InputError when a place that the policy names cannot be one; StageFailure for a tarball that is none; NotReady
 * without a temporary directory; Interrupted
 */
export async function checkCoherence(request: CoherenceRequest, io: VersionsIo): Promise<CoherenceReport> {
  const { subject, policy, tarball } = request;
  const { name, version } = subject.manifest;
  await using bench = openBench(io);
  const makeScratch = (): string => mkdtempSync(join(bench.dir, 'place-'));
  const [compared, judged] = await together(
    comparePlaces(request, { path: io.env.PATH ?? '', signal: io.signal, makeScratch }),
    rulesOf(request, makeScratch(), io),
  );
  io.signal.throwIfAborted();
  const findings = [...compared.findings, ...judged.findings];
  const places = compared.places;
  const verdict = verdictOf(places, judged.rules, findings);
  return {
    schemaVersion: 1,
    verdict,
    exitCode: exitCodeOf({ kind: verdict }),
    line: lineOf(version, places, judged.rules, findings),
    subject: subject.spec,
    package: { name, version },
    policy: { file: policy.file, sha256: policy.sha256 },
    ...(tarball ? { artifact: tarball } : {}),
    places,
    rules: judged.rules,
    findings,
  };
}

/** The places alone: no registry is asked. */
export async function comparePlaces(
  request: Omit<CoherenceRequest, 'registry'>,
  host: Parameters<typeof readPlaces>[1],
): Promise<Compared> {
  return compare(await readPlaces(request, host), request.subject.manifest.version);
}

async function rulesOf(
  { subject, policy, tarball, registry }: CoherenceRequest,
  scratchDir: string,
  io: VersionsIo,
): Promise<JudgedRules> {
  const { dir, manifest } = subject;
  const { name, version } = manifest;
  const { npm } = policy.policy;
  const question = { name, version, tag: npm.tag, ...(tarball ? { integrity: tarball.integrity } : {}) };
  if (!npm.publish) return judgeRules(question, { leftOut: 'the policy publishes nothing' });
  if (registry === 'left-out') return judgeRules(question, { leftOut: 'not asked' });
  const url = registry.url ?? npm.registry ?? undefined;
  const { env, signal } = io;
  return judgeRules(question, await askRegistry({ name, version, sourceDir: dir, url, scratchDir, env, signal }));
}

function verdictOf(
  places: readonly CoherencePlace[],
  rules: readonly CoherenceRule[],
  findings: readonly Finding[],
): CoherenceReport['verdict'] {
  if (findings.some(({ severity }) => severity === 'error')) return 'failed';
  return [...places, ...rules].some(({ state }) => state === 'unknown') ? 'incomplete' : 'passed';
}

function lineOf(
  version: string,
  places: readonly CoherencePlace[],
  rules: readonly CoherenceRule[],
  findings: readonly Finding[],
): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const agreeing = places.filter(({ state }) => state === 'agrees').length;
  const agree = `${plural(agreeing, 'place')} ${agreeing === 1 ? 'says' : 'say'} ${version}`;
  if (errors > 0) return `${plural(errors, 'disagreement')}; ${agree}`;
  const unknown = [...places, ...rules].filter(({ state }) => state === 'unknown').length;
  return unknown > 0 ? `${agree}; ${unknown} could not be asked` : agree;
}
