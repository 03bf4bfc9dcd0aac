/** What `shakedown verify` is told, held to what there is: everything that can be wrong before anything is run. */
import { join, relative } from 'node:path';
import type { Contract, ReportSuite } from '../schemas/types.ts';
import { ruleCards } from './artifact/inspect/rules.ts';
import { requireRulesOf } from './artifact/inspect/severity.ts';
import { resolveSubject, type Subject } from './artifact/subject.ts';
import { enginesOf, subjectManifest } from './artifact/subject-manifest.ts';
import { subjectName } from './artifact/subject-name.ts';
import { type MatrixOfRun, matrixOfRun, type PartFlags } from './cells/matrix-of-run.ts';
import { knownByRegistry } from './cells/plan-cells.ts';
import type { Io } from './io.ts';
import { contractOf } from './policy/contract-of.ts';
import { type LoadedPolicy, loadPolicy, requirePolicyFor } from './policy/load-policy.ts';
import { chooseSuites, requireSmokesOf, type SmokeName, suitesOf, waysIn, weightOf } from './policy/suites.ts';
import { listSmokes, type SmokeSuite } from './smokes/run-smokes.ts';
import { packageRoot } from './version.ts';
import { writableDir } from './writable-dir.ts';

export interface VerifyOptions extends PartFlags {
  policy: string;
  /** what to compare the package with: a tarball, a published version or a directory */
  against?: string;
  keep: boolean;
  /** suites to run instead of those that the policy always runs; `all`: every one */
  suite: string[];
  /** smokes whose name holds this, whatever the case */
  only?: string;
  failFast: boolean;
  /** how often the smokes run on the one installed package; once, and no rounds are told, without it */
  repeat?: number;
  out?: string;
  json: boolean;
  quiet: boolean;
  verbose: boolean;
}

export interface VerifyPlan {
  subject: Subject;
  /** the earlier version to compare with */
  against?: Subject;
  /** of the package */
  name: string;
  policy: LoadedPolicy;
  contract: Contract;
  matrix: MatrixOfRun;
  /** for the report: chosen or not */
  suites: ReportSuite[];
  /** whose smokes are run */
  chosen: SmokeSuite[];
  /** Their smokes, where single ones have to be known by their names. */
  smokes: SmokeName[];
  isRequired: (smoke: SmokeName) => boolean;
  /** absolute */
  out?: string;
}

/** The package that is verified when none is named, as somebody would type it: relative where it is below `cwd`. */
export function referencePackage(cwd: string): string {
  const path = join(packageRoot, 'fixtures', 'ktx');
  const below = relative(cwd, path);
  return below.startsWith('..') ? path : below || '.';
}

/**
 * @param spec a source directory, a tarball or a published name@version; the reference package without it
 * @throws InputError
 */
export async function planVerify(spec: string | undefined, options: VerifyOptions, { cwd }: Io): Promise<VerifyPlan> {
  const subject = await resolveSubject(spec ?? referencePackage(cwd), { cwd });
  const against = options.against === undefined ? undefined : await resolveSubject(options.against, { cwd });
  const policy = await loadPolicy(options.policy, cwd);
  const { contract } = contractOf(policy);
  const manifest = await subjectManifest(subject);
  const matrix = matrixOfRun(options, policy, manifest ? enginesOf(manifest) : knownByRegistry);
  const known = suitesOf(contract, policy, matrix.cells ? [waysIn] : []);
  const needsNames = matrix.shard !== undefined || matrix.cells?.some((cell) => cell.smokes === 'short') === true;
  const smokes =
    policy.policy.smokes !== undefined || needsNames
      ? await listSmokes(contract.name, [...contract.suites, waysIn])
      : [];
  requireSmokesOf(policy, smokes);
  requireRulesOf(policy, ruleCards);
  const suites = chooseSuites(known, policy, { asked: options.suite, only: options.only }, smokes);
  const name = await subjectName(subject);
  requirePolicyFor(policy, name);
  const chosen = known.filter((suite) => suites.some((each) => each.name === suite.name && each.chosen));
  return {
    subject,
    ...(against ? { against } : {}),
    name,
    policy,
    contract,
    matrix,
    suites,
    chosen,
    smokes: smokes.filter(({ suite }) => chosen.some((each) => each.name === suite)),
    isRequired: (smoke) => weightOf(smoke, policy, known) === 'required',
    ...(options.out === undefined ? {} : { out: await writableDir(options.out, cwd) }),
  };
}
