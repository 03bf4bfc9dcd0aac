/** `shakedown sign`: puts a name to gates, steps and smokes of this directory's walkthrough. */
import type { SignOutcome, SignReport } from '../schemas/types.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import { plural } from './report/quantities.ts';
import { type Line, type Meaning, span } from './report/terminal/line.ts';
import { type CommandIo, sayDocument, sayLines } from './run/command-io.ts';
import { operatorOf } from './walkthrough/operator.ts';
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
 * @throws InputError without a walkthrough; NotReady when the record cannot be written
 */
export async function sign(ids: readonly string[], options: SignOptions, io: CommandIo): Promise<number> {
  const walkthrough = readWalkthrough(io.cwd);
  if (!walkthrough) throw new InputError(finding('walkthrough-missing', { workdir: io.cwd }));
  const { by = operatorOf(io.env), remark, override } = options;
  const request = {
    ids,
    by,
    ...(remark === undefined ? {} : { remark }),
    ...(override === undefined ? {} : { override }),
  };
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
