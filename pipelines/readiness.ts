/** `shakedown readiness`: may this package be released, and if not, what is in the way. */
import { relative } from 'node:path';
import { sourceSubject } from './coherence.ts';
import type { Io } from './io.ts';
import { type LoadedPolicy, loadPolicy } from './policy/load-policy.ts';
import { defaultSource } from './publishing/release-source.ts';
import { assessReadiness } from './readiness/assess.ts';
import { readinessLines } from './readiness/readiness-lines.ts';
import { sayDocument, sayLines } from './run/command-io.ts';

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
  const subject = await sourceSubject(spec ?? (await ownSource(policy, io.cwd)), 'shakedown readiness', io);
  const { tarball } = options;
  const report = await assessReadiness({ subject, policy, ...(tarball === undefined ? {} : { tarball }) }, io);
  if (options.json) await sayDocument(io, 'readiness', report);
  else await sayLines(io, readinessLines(report));
  return report.exitCode;
}

/** The current directory, or the reference package, as it would be typed. */
async function ownSource({ policy }: LoadedPolicy, cwd: string): Promise<string> {
  const { dir } = await defaultSource(policy.npm.packages, cwd);
  const below = relative(cwd, dir);
  return below.startsWith('..') ? dir : below || '.';
}
