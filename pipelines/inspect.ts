/** `shakedown inspect`: what is wrong with a packed package, read and not run. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { InspectionReport } from '../schemas/types.ts';
import { comparedWith, previousPackage } from './artifact/against/previous-package.ts';
import { type Bench, openBench } from './artifact/bench.ts';
import { inspectPackage } from './artifact/inspect/inspect.ts';
import { inspectionLines, inspectionReport } from './artifact/inspect/inspection-report.ts';
import { obtainPackage } from './artifact/inspect/obtain-package.ts';
import type { PackageReading } from './artifact/inspect/read-package.ts';
import { ruleLines, ruleListOf } from './artifact/inspect/rule-list.ts';
import { allRules, ruleCards } from './artifact/inspect/rules.ts';
import { sarifOf } from './artifact/inspect/sarif.ts';
import { requireRulesOf } from './artifact/inspect/severity.ts';
import { packSubject } from './artifact/pack.ts';
import { watchSource } from './artifact/reproducible/source-tree.ts';
import { keepHeapSmall } from './artifact/small-heap.ts';
import { resolveSubject, type Subject } from './artifact/subject.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import type { Io } from './io.ts';
import { type LoadedPolicy, loadPolicy, requirePolicyFor } from './policy/load-policy.ts';
import { sayDocument, sayLines } from './run/command-io.ts';
import { together } from './run/stages.ts';

export interface InspectCommandOptions {
  /** what to compare with: a tarball, a published version or a directory */
  against?: string;
  policy?: string;
  json?: boolean;
  sarif?: boolean;
  /** list the rules instead */
  rules?: boolean;
}

const defaultPolicy = 'release-policy.json';

/**
 * Inspects a subject. Nothing is kept.
 * @returns the exit code: 1 when there is a finding of severity error
 * @throws InputError for a subject, a policy or a previous version that is none; NotReady without a place to work in
 */
export async function inspect(spec: string | undefined, options: InspectCommandOptions, io: Io): Promise<number> {
  if (options.rules) {
    const list = ruleListOf(ruleCards);
    if (options.json) await sayDocument(io, 'inspection-rules', list);
    else await sayLines(io, ruleLines(list));
    return 0;
  }
  if (spec === undefined) {
    throw new InputError(finding('usage', { reason: "missing argument 'subject'", command: 'shakedown inspect' }));
  }
  using _small = keepHeapSmall();
  // Only the report stays: it may be large, and so may the packages be.
  const report = await reportOn(spec, options, io);
  if (options.json) await sayDocument(io, 'inspection', report);
  else if (options.sarif) await sayDocument(io, 'sarif', sarifOf(report, ruleListOf(ruleCards)));
  else await sayLines(io, inspectionLines(report));
  return report.exitCode;
}

async function reportOn(spec: string, options: InspectCommandOptions, io: Io): Promise<InspectionReport> {
  const subject = await resolveSubject(spec, { cwd: io.cwd });
  const policy = await policyAtHand(options, io.cwd);
  if (policy) requireRulesOf(policy, ruleCards);
  const before = options.against === undefined ? undefined : await resolveSubject(options.against, { cwd: io.cwd });

  await using bench = openBench(io);
  const host = { path: io.env.PATH ?? '', signal: io.signal };
  const sourceChanges = subject.kind === 'directory' ? await watchSource(subject.dir, host) : undefined;
  const into = (folder: string) => ({
    dir: join(bench.dir, folder),
    pack: (each: Subject, intoDir: string) => pack(each, intoDir, bench, io.signal),
    signal: io.signal,
  });
  const [{ name: file, reading }, previous] = await together(
    obtainPackage(subject, into('artifact')),
    before ? previousPackage(before, into('previous')) : Promise.resolve(undefined),
  );
  const applied = appliedPolicy(policy, reading, options);
  const found = await inspectPackage(reading, {
    scratchDir: join(bench.dir, 'scratch'),
    subject,
    rules: allRules,
    npm: bench.npm,
    env: bench.env,
    signal: io.signal,
    ...(applied ? { policy: applied.policy } : {}),
    ...(previous ? { previous } : {}),
    ...(sourceChanges ? { sourceChanges } : {}),
    ...(subject.kind === 'directory' ? { packAgain: (intoDir) => pack(subject, intoDir, bench, io.signal) } : {}),
  });
  io.signal.throwIfAborted();
  return inspectionReport(reading, found, {
    file,
    subject: { kind: subject.kind, spec: subject.spec },
    ...(applied ? { policy: { file: applied.file, sha256: applied.sha256 } } : {}),
    ...(before && previous && reading.package ? comparedWith(before, previous, reading.package) : {}),
  });
}

/** The policy that was named, or the one that lies here. */
async function policyAtHand({ policy }: InspectCommandOptions, cwd: string): Promise<LoadedPolicy | undefined> {
  if (policy === undefined && !existsSync(resolve(cwd, defaultPolicy))) return undefined;
  return await loadPolicy(policy ?? defaultPolicy, cwd);
}

/** A policy that nobody named is used only when it speaks of this package. */
function appliedPolicy(
  policy: LoadedPolicy | undefined,
  reading: PackageReading,
  options: InspectCommandOptions,
): LoadedPolicy | undefined {
  const name = reading.package?.packageJson.name;
  if (options.policy === undefined) {
    return name !== undefined && policy?.policy.npm.packages.includes(name) ? policy : undefined;
  }
  if (policy && name !== undefined) requirePolicyFor(policy, name);
  return policy;
}

async function pack(subject: Subject, intoDir: string, bench: Bench, signal: AbortSignal) {
  const { run: npm, env } = await bench.npm();
  return await packSubject(subject, { intoDir, npm, env, signal });
}
