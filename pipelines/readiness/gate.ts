/** What a gate is asked with and what it answers. */
import type { Contract, Gate } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import type { Bench } from '../artifact/bench.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import type { Io } from '../io.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import type { CommandIo } from '../run/command-io.ts';
import type { Evidence } from './evidence.ts';
import type { NextCommands } from './next-commands.ts';
import type { Predecessor } from './predecessor.ts';

/** What of the process this needs. */
export type ReadinessIo = CommandIo & Pick<Io, 'signal'>;

/** What a gate needs that rests on a run alone. */
export interface RunGround {
  policy: LoadedPolicy;
  contract: Contract;
  /** `engines.node` of the package, which is a part of its matrix */
  engines?: string;
  /** absent when no run has verified this package */
  evidence?: Evidence;
  /** absent when the policy demands no comparison with it */
  predecessor?: Predecessor;
  commands: NextCommands;
}

export interface GateGround extends RunGround {
  subject: DirectorySubject;
  /** the bytes that are to be released; absent when the source cannot be packed */
  release?: Artifact;
  bench: Bench;
  io: ReadinessIo;
}

/** A gate's answer, or that of a part of it. */
export type Answer = Pick<Gate, 'evidence' | 'findings' | 'remedy'> & {
  verdict: Exclude<Gate['verdict'], 'overridden'>;
};

export interface GateDefinition {
  id: string;
  title: string;
  /** @throws Interrupted */
  assess(ground: GateGround): Answer | Promise<Answer>;
}

/** A gate that rests on a run alone. */
export interface RunGate extends GateDefinition {
  assess(ground: RunGround): Answer;
}

/** Of several parts: failed when one is, missing when one is, passed when one is; else it does not apply. */
export function together(...parts: readonly Answer[]): Answer {
  const verdict =
    (['failed', 'missing', 'passed'] as const).find((each) => parts.some((part) => part.verdict === each)) ??
    'not-applicable';
  const remedy = parts.find((part) => part.verdict === verdict && part.remedy !== undefined)?.remedy;
  return {
    verdict,
    evidence: parts.flatMap((part) => part.evidence),
    findings: parts.flatMap((part) => part.findings),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
