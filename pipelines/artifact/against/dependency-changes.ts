/** What became of the dependencies of a package since an earlier version of it. */
import type { DependencyChange, PackageManifest } from '../../../schemas/types.ts';

const fields = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** Every dependency whose range is not what it was, by field and name; one that is there once only has no `before` or no `after`. */
export function dependencyChanges(previous: PackageManifest, current: PackageManifest): DependencyChange[] {
  return fields.flatMap((field) => {
    const before = new Map(Object.entries(previous[field] ?? {}));
    const after = new Map(Object.entries(current[field] ?? {}));
    return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name): DependencyChange[] => {
      const [was, is] = [before.get(name), after.get(name)];
      if (was === is) return [];
      return [
        { field, name, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) },
      ];
    });
  });
}
