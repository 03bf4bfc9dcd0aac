/** What a step of a walkthrough is, and what it has to work with. */
import type { Gate, ReadinessReport, Report, WalkthroughStep } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';

/** What came of a step. */
export interface StepResult {
  outcome: Exclude<WalkthroughStep['outcome'], 'pending'>;
  /** what was seen, one line each */
  evidence: string[];
}

/** What the steps before have found out. */
export interface Found {
  /** of the verify of these bytes */
  report?: Report;
  readiness?: AskedReadiness;
  gates?: Gate[];
  revision?: string;
}

/** Readiness, asked since the last verify. */
interface AskedReadiness {
  document: ReadinessReport;
  output: CommandResult;
  /** ids of the gates that rest on it: who asks a second time wants it anew */
  restingOn: ReadonlySet<string>;
}

export interface ShownCommand {
  argv: readonly [string, ...string[]];
  /** as it is shown, where that is not `argv` */
  shown?: string;
  /** absolute; the directory of the walkthrough without it */
  cwd?: string;
  /** set for this command alone */
  env?: Readonly<Record<string, string>>;
  /** milliseconds */
  timeoutMs?: number;
}

export interface Toolbox {
  found: Found;
  /** Runs a command of the step; its output goes to the operator when they look closer. */
  run(command: ShownCommand): Promise<CommandResult>;
  /** What a step before has printed, and this one rests on. */
  shows(output: CommandResult): void;
  /** A directory of this step's own, removed after it. */
  scratch(): Promise<string>;
}

export interface Step {
  title: string;
  /** why it is done, one sentence */
  why: string;
  /** what is shown, so that it could be pasted; it may depend on what was found before */
  command: (found: Found) => string;
  expected: string;
  act: (tools: Toolbox) => Promise<StepResult>;
}

export interface Section {
  title: string;
  steps: readonly Step[];
}

export const passed = (...evidence: string[]): StepResult => ({ outcome: 'passed', evidence });
export const failed = (...evidence: string[]): StepResult => ({ outcome: 'failed', evidence });
export const notApplicable = (...evidence: string[]): StepResult => ({ outcome: 'not-applicable', evidence });
