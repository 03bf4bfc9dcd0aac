import type { Finding } from '../../schemas/types.ts';

/** Bad usage or bad input: the command ends with exit 2 and says the findings, one line each. */
export class InputError extends Error {
  override name = 'InputError';
  readonly findings: readonly Finding[];
  constructor(...findings: readonly [Finding, ...Finding[]]) {
    super(findings[0].message);
    this.findings = findings;
  }
}

/** A stage found the package wrong (exit 1): what follows it cannot be done. */
export class StageFailure extends Error {
  override name = 'StageFailure';
  readonly findings: readonly Finding[];
  constructor(...findings: readonly [Finding, ...Finding[]]) {
    super(findings[0].message);
    this.findings = findings;
  }
}
