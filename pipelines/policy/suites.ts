/** What the suites of a contract are to a release, by its policy, and which of them a run takes. */
import type { Contract, ContractSuite, PolicySuite, ReportSuite } from '../../schemas/types.ts';
import { nearest } from '../artifact/nearest-name.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { LoadedPolicy } from './load-policy.ts';

type Weight = PolicySuite['smokes'];

export interface SmokeName {
  name: string;
  suite: string;
}

/** How users come to the command with their package manager. It belongs to no contract: every run over a matrix has it. */
export const waysIn: ContractSuite = { name: 'ways-in', folder: 'ways-in', smokes: 'required', run: 'always' };

/**
 * The contract's suites as the policy has them; of a suite that the policy does not list, what the contract says of it.
 * @param further suites besides those of the contract
 * @throws InputError for each suite of the policy that the contract has not
 */
export function suitesOf(
  { suites: own, name: contract }: Contract,
  { file, policy }: LoadedPolicy,
  further: readonly ContractSuite[] = [],
) {
  const known = [...own, ...further];
  const names = [...own, waysIn].map(({ name }) => name);
  const unknown = (policy.suites ?? []).flatMap(({ name }, at) =>
    names.includes(name)
      ? []
      : finding(
          'policy-suite-unknown',
          { file, found: name, contract, known: names.join(', '), ...suggestion(name, names) },
          { file, pointer: `/suites/${at}/name` },
        ),
  );
  refuse(unknown);
  return known.map((suite) => {
    const said = policy.suites?.find(({ name }) => name === suite.name);
    return said ? { ...suite, smokes: said.smokes, run: said.run ?? 'always' } : suite;
  });
}

/**
 * Checks the names of single smokes in a policy against those that there are.
 * @throws InputError for each that there is not
 */
export function requireSmokesOf({ file, policy }: LoadedPolicy, smokes: readonly SmokeName[]): void {
  const names = smokes.map(({ name }) => name);
  refuse(
    Object.keys(policy.smokes ?? {})
      .filter((name) => !names.includes(name))
      .map((name) =>
        finding(
          'policy-smoke-unknown',
          { file, found: name, ...suggestion(name, names) },
          { file, pointer: `/smokes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` },
        ),
      ),
  );
}

/** What one smoke is: what the policy says of it alone, else what its suite is. */
export function weightOf(
  { name, suite }: SmokeName,
  { policy }: LoadedPolicy,
  suites: ReturnType<typeof suitesOf>,
): Weight {
  const ofSuite = suites.find((each) => each.name === suite)?.smokes ?? 'required';
  return Object.hasOwn(policy.smokes ?? {}, name) ? (policy.smokes?.[name] ?? ofSuite) : ofSuite;
}

export interface Selection {
  /** `--suite`, none when not given; `all` is all of them. */
  asked: readonly string[];
  /** `--only`: looks for its smokes in all suites unless some are asked for. */
  only?: string | undefined;
}

/**
 * The suites as a run takes them. Without a word on the command line those that the policy always runs.
 * @param smokes the names that there are, where the policy speaks of single ones
 * @throws InputError for a suite that there is not
 */
export function chooseSuites(
  suites: ReturnType<typeof suitesOf>,
  policy: LoadedPolicy,
  { asked, only }: Selection,
  smokes: readonly SmokeName[],
): ReportSuite[] {
  const names = suites.map(({ name }) => name);
  refuse(
    asked
      .filter((name) => name !== 'all' && !names.includes(name))
      .map((found) => finding('suite-unknown', { found, known: names.join(', '), ...suggestion(found, names) })),
  );
  const all = asked.includes('all') || (asked.length === 0 && only !== undefined);
  return suites.map(({ name, smokes: weight, run }) => ({
    name,
    smokes: weight,
    chosen: all || (asked.length > 0 ? asked.includes(name) : run === 'always'),
    needed:
      weight === 'required' ||
      smokes.some((smoke) => smoke.suite === name && weightOf(smoke, policy, suites) === 'required'),
  }));
}

function suggestion(found: string, known: readonly string[]): { meant?: string } {
  const meant = nearest(found, known);
  return meant === undefined ? {} : { meant };
}

function refuse(findings: readonly ReturnType<typeof finding>[]): void {
  const [first, ...others] = findings;
  if (first) throw new InputError(first, ...others);
}
