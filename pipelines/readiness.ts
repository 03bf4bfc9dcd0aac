/** `shakedown readiness`: may this package be released, and if not, what is in the way. */
import { join } from 'node:path';
import { type DirectorySubject, resolveSubject } from './artifact/subject.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import type { Io } from './io.ts';
import { type LoadedPolicy, loadPolicy } from './policy/load-policy.ts';
import { assessReadiness } from './readiness/assess.ts';
import { readinessLines } from './readiness/readiness-lines.ts';
import { sayDocument, sayLines } from './run/command-io.ts';
import { packageRoot } from './version.ts';

export interface ReadinessOptions {
  policy: string;
  tarball?: string;
  json?: boolean;
}

/**
 * @param spec the source directory; the current directory, or the reference package, when that is what the policy speaks of
 * @returns 0 ready, 1 something is wrong, 4 evidence is missing
 * @throws InputError, NotReady: see assessReadiness
 */
export async function readiness(spec: string | undefined, options: ReadinessOptions, io: Io): Promise<number> {
  const policy = await loadPolicy(options.policy, io.cwd);
  const subject = await sourceOf(spec, policy, io.cwd);
  const { tarball } = options;
  const report = await assessReadiness({ subject, policy, ...(tarball === undefined ? {} : { tarball }) }, io);
  if (options.json) await sayDocument(io, 'readiness', report);
  else await sayLines(io, readinessLines(report));
  return report.exitCode;
}

/** The source directory that a release is made from. @throws InputError when it is none */
async function sourceOf(spec: string | undefined, policy: LoadedPolicy, cwd: string): Promise<DirectorySubject> {
  if (spec === undefined) return await defaultSource(policy, cwd);
  const subject = await resolveSubject(spec, { cwd });
  if (subject.kind === 'directory') return subject;
  throw new InputError(finding('readiness-needs-source', { subject: spec, found: subject.kind }));
}

async function defaultSource({ policy }: LoadedPolicy, cwd: string): Promise<DirectorySubject> {
  for (const place of ['.', join(packageRoot, 'fixtures', 'ktx')]) {
    try {
      const subject = await resolveSubject(place, { cwd });
      if (subject.kind === 'directory' && policy.npm.packages.includes(subject.manifest.name)) return subject;
    } catch (error) {
      // Not a package, or a private one: not what is meant.
      if (!(error instanceof InputError)) throw error;
    }
  }
  throw new InputError(finding('readiness-of-nothing', { packages: policy.npm.packages.join(', ') }));
}
