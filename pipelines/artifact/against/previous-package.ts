/** The earlier version that `--against` names. */
import type { PackageComparison, PreviousPackage } from '../../../schemas/types.ts';
import { InputError } from '../../findings/errors.ts';
import { finding } from '../../findings/finding.ts';
import { type ObtainOptions, obtainPackage } from '../inspect/obtain-package.ts';
import type { PackedPackage } from '../inspect/rule.ts';
import type { Subject } from '../subject.ts';
import { comparisonDocument, comparisonOf } from './comparison.ts';

/** @throws InputError when it is no package: what is compared with is input; what `pack` throws */
export async function previousPackage(subject: Subject, options: ObtainOptions): Promise<PackedPackage> {
  const { reading } = await obtainPackage(subject, options);
  if (reading.package) return reading.package;
  const [first, ...others] = reading.faults;
  if (!first) throw new Error(`${subject.spec} is no package, and nothing is wrong with it`);
  throw new InputError(
    finding(
      'inspect-previous-unusable',
      { spec: subject.spec, reason: first.message, more: others.length },
      first.where,
    ),
  );
}

/** For a report: what a package was compared with, and what has changed since. */
export function comparedWith(
  { spec }: Subject,
  previous: PackedPackage,
  current: PackedPackage,
): { previous: PreviousPackage; comparison: PackageComparison } {
  const { name, version } = previous.packageJson;
  return {
    previous: { spec, name, version, sha256: previous.sha256 },
    comparison: comparisonDocument(comparisonOf(previous, current)),
  };
}
