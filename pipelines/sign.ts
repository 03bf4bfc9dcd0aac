/** `shakedown sign`: puts a name to gates, steps and smokes of this directory's walkthrough. */
import { join, resolve } from 'node:path';
import type { SignOutcome, SignReport, Walkthrough } from '../schemas/types.ts';
import { errorCode } from '../smoke/process/error-code.ts';
import { digestOf } from './artifact/digest.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import { gitState } from './git/git-state.ts';
import { plural } from './report/quantities.ts';
import { type Line, type Meaning, span } from './report/terminal/line.ts';
import { type CommandIo, sayDocument, sayLines } from './run/command-io.ts';
import { operatorOf, requireWords } from './walkthrough/operator.ts';
import { readWalkthrough, writeWalkthrough } from './walkthrough/record.ts';
import { sign as signIn } from './walkthrough/sign.ts';

export interface SignOptions {
  readonly by?: string;
  readonly remark?: string;
  readonly override?: string;
  readonly json?: boolean;
}

/**
 * Signs each id that can be; one that cannot does not stop the others.
 * @returns 0 when all are signed, 1 when one was refused or not found
 * @throws InputError without a walkthrough, and for an option without a word in it; NotReady when the record cannot be written
 */
export async function sign(ids: readonly string[], options: SignOptions, io: CommandIo): Promise<number> {
  requireWords('shakedown sign', { '--by': options.by, '--override': options.override, '--remark': options.remark });
  const otherBytes = await whyOtherBytes(recorded(io.cwd), io);
  const { by = operatorOf(io.env), remark, override } = options;
  const request = {
    ids,
    by,
    ...(remark === undefined ? {} : { remark }),
    ...(override === undefined ? {} : { override }),
    ...(otherBytes === undefined ? {} : { otherBytes }),
  };
  // Read and written without a pause between: a walkthrough may be at work on it.
  const walkthrough = recorded(io.cwd);
  const signed = signIn(walkthrough, request, io.now());
  if (signed.outcomes.some(({ outcome }) => outcome === 'updated')) writeWalkthrough(io.cwd, signed.walkthrough);
  const report: SignReport = {
    schemaVersion: 1,
    walkthrough: walkthrough.id,
    outcomes: signed.outcomes,
    summary: summaryOf(signed.outcomes),
  };
  if (options.json) await sayDocument(io, 'sign-report', report);
  else await sayLines(io, linesOf(report));
  return report.summary.not_found + report.summary.refused === 0 ? 0 : 1;
}

function recorded(workdir: string): Walkthrough {
  const walkthrough = readWalkthrough(workdir);
  if (!walkthrough) throw new InputError(finding('walkthrough-missing', { workdir }));
  return walkthrough;
}

/** Why what was verified is not what is here now, one line: another commit, or a tarball on record that has changed. */
async function whyOtherBytes({ subject, revision, artifact }: Walkthrough, io: CommandIo): Promise<string | undefined> {
  const state = await gitState(resolve(io.cwd, subject), io.env.PATH ?? '');
  if (revision !== undefined && state?.revision !== revision)
    return `the record is of commit ${revision.slice(0, 12)}, here is ${state?.revision.slice(0, 12) ?? 'none'}`;
  if (state?.dirty) return `${subject} has changes that are not committed`;
  if (!artifact) return undefined;
  const file = join(artifact.runDir, 'artifact', artifact.file);
  try {
    const { sha256 } = await digestOf(file);
    return sha256 === artifact.sha256 ? undefined : `${file} is not what was verified`;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return `${file} cannot be read any more`;
  }
}

function summaryOf(outcomes: readonly SignOutcome[]): SignReport['summary'] {
  const count = (wanted: SignOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length;
  return {
    updated: count('updated'),
    already_satisfied: count('already_satisfied'),
    not_found: count('not_found'),
    refused: count('refused'),
  };
}

const meanings = { updated: 'good', already_satisfied: 'faint', not_found: 'bad', refused: 'bad' } satisfies Record<
  SignOutcome['outcome'],
  Meaning
>;

function linesOf({ outcomes, summary }: SignReport): Line[] {
  return [
    ...outcomes.map(
      ({ given, id = given, outcome, message }): Line => [
        span(meanings[outcome], outcome.padEnd(18)),
        `${id}  `,
        span('faint', message),
      ],
    ),
    [
      `${plural(outcomes.length, 'id')}: ${Object.entries(summary)
        .filter(([, count]) => count > 0)
        .map(([outcome, count]) => `${count} ${outcome}`)
        .join(', ')}`,
    ],
  ];
}
