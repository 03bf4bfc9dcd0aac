/** `shakedown readiness`: may this package be released, and if not, what is in the way. */
import { join, relative } from 'node:path';
import type { ReadinessReport } from '../schemas/types.ts';
import { errorCode } from '../smoke/process/error-code.ts';
import { calledAs } from './called-as.ts';
import { sourceSubject } from './coherence.ts';
import type { Io } from './io.ts';
import { type LoadedPolicy, loadPolicy } from './policy/load-policy.ts';
import { defaultSource } from './publishing/release-source.ts';
import { assessReadiness } from './readiness/assess.ts';
import { readinessLines } from './readiness/readiness-lines.ts';
import { writePage } from './report/page-file.ts';
import { readReport } from './report/report-file.ts';
import type { Line } from './report/terminal/line.ts';
import { replaceFileSync } from './run/atomic-file.ts';
import { diagnosticsOf, sayDocument, sayLines } from './run/command-io.ts';
import { runPlaces } from './run/places.ts';
import { storeFault } from './run/store-fault.ts';

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
  keepBesideRun(report, io);
  if (options.json) await sayDocument(io, 'readiness', report);
  else await sayLines(io, [...readinessLines(report), ...howCalled(report, io)]);
  return report.exitCode;
}

function howCalled({ verdict }: ReadinessReport, io: Io): Line[] {
  const called = verdict === 'ready' ? undefined : calledAs(io);
  return called === undefined ? [] : [[], [called]];
}

/** The current directory, or the reference package, as it would be typed. */
async function ownSource({ policy }: LoadedPolicy, cwd: string): Promise<string> {
  const { dir } = await defaultSource(policy.npm.packages, cwd);
  const below = relative(cwd, dir);
  return below.startsWith('..') ? dir : below || '.';
}

/** Beside the run that it rests on, where the page of that run shows the gates. What cannot be written there is told, and changes no verdict. */
function keepBesideRun(report: ReadinessReport, io: Io): void {
  if (!report.artifact) return;
  const { dir, reportFile } = runPlaces(io.cwd, report.artifact.runId);
  try {
    replaceFileSync(join(dir, 'readiness.json'), `${JSON.stringify(report, undefined, 2)}\n`);
    writePage(dir, readReport(reportFile));
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    diagnosticsOf(io).report(storeFault(error, dir));
  }
}
