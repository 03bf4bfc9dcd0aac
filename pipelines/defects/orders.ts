/** What the parent asks a worker for, and what the worker answers: one order, one answer, both plain JSON. */
import type { Contract, Defect, DefectResult, Finding, SmokeResult, Tools } from '../../schemas/types.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';

/** What all orders of a run stand on, made once. All paths are absolute. */
export interface Ground {
  runId: string;
  /** of the run; every process that is started inherits it */
  mark: string;
  tools: Tools;
  network: Readonly<Record<string, string>>;
  trackingId?: string;
  /** npm's cache of third-party packages */
  cacheDir: string;
  /** what npm compiled before, so that it need not compile itself at every start */
  compiledDir: string;
  workspaceDir: string;
  /** evidence that outlives the run */
  keptEvidenceDir: string;
  contract: Pick<Contract, 'name' | 'bin' | 'suites'>;
  policy: LoadedPolicy;
  healthy: Healthy;
}

/** The package without a defect, installed. */
export interface Healthy {
  name: string;
  version: string;
  integrity: string;
  /** its files, inside the package, in the order of the tarball */
  files: readonly string[];
  /** whether repack() made the same bytes of it as npm, in this run and by this npm */
  repacks: boolean;
  /** of the packed package.json, hex */
  packageJsonSha256: string;
  projectDir: string;
}

export type Order = { ground: Ground } & (
  | { kind: 'healthy' /** absent: all smokes */; only?: readonly string[] }
  | { kind: 'defect'; defect: Defect /** all smokes, also when it is caught already */; thorough: boolean }
);

/** What is known of one smoke. */
export interface SeenSmoke extends Pick<SmokeResult, 'name' | 'suite' | 'outcome'> {
  /** why it was skipped, or the first words of its failure */
  says?: string;
}

export interface Examination {
  how: NonNullable<DefectResult['how']>;
  /** of severity error */
  findings: Finding[];
  smokes: SeenSmoke[];
  durationMs: number;
}

export type Answer =
  | { kind: 'examined'; examination: Examination }
  /** the kit is wrong */
  | { kind: 'bad-input'; findings: readonly Finding[] }
  | { kind: 'fault'; reason: string };
