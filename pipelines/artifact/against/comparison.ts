/** The facts about two versions of a package that the rules, and the report, are made from. */
import type { PackageComparison } from '../../../schemas/types.ts';
import type { PackedPackage } from '../inspect/rule.ts';
import { dependencyChanges } from './dependency-changes.ts';
import { type FileChanges, fileChanges } from './file-changes.ts';
import { mayAdd, mayBreak, nextBreaking, type Step, stepName } from './version-step.ts';
import { type WaysIn, waysIn } from './ways-in.ts';

export interface Comparison {
  previous: PackedPackage;
  current: PackedPackage;
  files: FileChanges;
  /** what each of them can be imported by, worked out when it is first asked for */
  ways: () => { before: WaysIn; after: WaysIn };
  /** arguments of a finding that takes a version which may break its users */
  breaking: Step;
  /** ... that takes a version which may bring something new */
  adding: Step;
  /** ... that no version allows: somebody has to say that it is meant */
  signedOff: Step;
  /** ... that any version allows */
  noted: Step;
}

const compared = new WeakMap<PackedPackage['files'], { previous: PackedPackage; comparison: Comparison }>();

/** Compares two versions of one package: once for all rules and the report. */
export function comparisonOf(previous: PackedPackage, current: PackedPackage): Comparison {
  const known = compared.get(current.files);
  if (known?.previous === previous) return known.comparison;
  const comparison = compareVersions(previous, current);
  compared.set(current.files, { previous, comparison });
  return comparison;
}

function compareVersions(previous: PackedPackage, current: PackedPackage): Comparison {
  const from = previous.packageJson.version;
  const to = current.packageJson.version;
  const step = { from, to, next: nextBreaking(from) };
  let ways: ReturnType<Comparison['ways']> | undefined;
  return {
    previous,
    current,
    files: fileChanges(previous, current),
    ways: () => {
      ways ??= { before: waysIn(previous), after: waysIn(current) };
      return ways;
    },
    breaking: { ...step, met: mayBreak(from, to) },
    adding: { ...step, met: mayAdd(from, to) },
    signedOff: { ...step, met: false },
    noted: { ...step, met: true },
  };
}

/** The same as data, for a report. */
export function comparisonDocument({ previous, current, files, breaking, adding }: Comparison): PackageComparison {
  const { from, to, met: mayBreakUsers } = breaking;
  const sizeOf = ({ path, size }: { path: string; size: number }) => ({ path, size });
  const sum = (packed: PackedPackage): number => [...packed.files.values()].reduce((all, { size }) => all + size, 0);
  return {
    from,
    to,
    step: stepName(from, to),
    mayBreak: mayBreakUsers,
    mayAdd: adding.met,
    sizes: {
      packed: { before: previous.size, after: current.size },
      unpacked: { before: sum(previous), after: sum(current) },
      files: { before: previous.files.size, after: current.files.size },
    },
    files: {
      added: files.added.map(sizeOf),
      removed: files.removed.map(sizeOf),
      renamed: files.renamed.map(({ before, after }) => ({
        path: after.path,
        from: before.path,
        before: before.size,
        after: after.size,
      })),
      changed: files.changed.map(({ before, after }) => ({
        path: after.path,
        before: before.size,
        after: after.size,
        ...(before.mode === after.mode ? {} : { mode: { before: octal(before.mode), after: octal(after.mode) } }),
      })),
      same: files.same,
    },
    dependencies: dependencyChanges(previous.packageJson, current.packageJson),
  };
}

const octal = (mode: number): string => mode.toString(8);
